"""Writes the bill of materials of a bundle: CycloneDX, in JSON, checked against its schema."""

from __future__ import annotations

import hashlib
import uuid
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import bundle as bundles
import inventory
import product
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

if TYPE_CHECKING:
    from pathlib import Path

VERSION = SchemaVersion.V1_6


class BillError(Exception):
    """The bill does not keep to its schema; the text says where."""


def write(bundle: Path) -> str:
    """Return the bill of what is in `bundle`. That of one commit is always the same."""
    parts = inventory.components(bundle)
    bom = Bom(components=[_component(part, bundle) for part in parts])
    bom.metadata.component = Component(
        name=product.COMMAND,
        version=product.VERSION,
        type=ComponentType.APPLICATION,
        bom_ref=product.COMMAND,
        licenses=[LicenseExpression("MIT")],
    )
    bom.register_dependency(bom.metadata.component, bom.components)
    bom.metadata.timestamp = product.source_date()
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"{product.HOMEPAGE}/releases/tag/v{product.VERSION}")
    text: str = make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=2)
    if error := JsonStrictValidator(VERSION).validate_str(text):
        raise BillError(f"the bill of materials breaks its schema: {error}")
    return text + "\n"


def _component(part: inventory.Component, bundle: Path) -> Component:
    purl = PackageURL("pypi", name=part.distribution, version=part.version) if part.distribution else None
    sources = [part.source] if part.source else []
    return Component(
        name=part.name,
        version=part.version or None,
        type=ComponentType.LIBRARY,
        bom_ref=part.name,
        licenses=[LicenseExpression(part.licence)],
        copyright=part.copyright,
        purl=purl,
        external_references=[ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(url)) for url in sources],
        components=[_file(path, bundle, part.name) for path in _files(part, bundle)],
    )


def _files(part: inventory.Component, bundle: Path) -> list[Path]:
    """The libraries of `part`; what its patterns say of a name holds for the path too."""
    found = bundles.libraries(bundle)
    return [one for one in found if any(_fits(one.relative_to(bundle).as_posix(), pattern) for pattern in part.files)]


def _fits(path: str, pattern: str) -> bool:
    return fnmatch(path, pattern) or fnmatch(path.rpartition("/")[2], pattern)


def _file(path: Path, bundle: Path, owner: str) -> Component:
    name = path.relative_to(bundle).as_posix()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Component(
        name=name,
        type=ComponentType.FILE,
        # Two wheels may bring the same file.
        bom_ref=f"{owner}: {name}",
        hashes=[HashType.from_composite_str(f"sha256:{digest}")],
    )
