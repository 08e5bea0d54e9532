#!/bin/sh
# Signs the app for macOS, packs it and has it notarised. Not tried. After python packaging/bundle.py, with
#   CODESIGN_IDENTITY  the name of a "Developer ID Application" certificate in the keychain
#   NOTARY_PROFILE     what `xcrun notarytool store-credentials` saved the account under
set -eu
cd "$(dirname "$0")/../.."
app="dist/Recall Viewer.app"
image="dist/recall-viewer-$(python3 packaging/product.py version)-macos-$(uname -m).dmg"

codesign --force --deep --options runtime --timestamp --entitlements packaging/macos/entitlements.plist \
  --sign "$CODESIGN_IDENTITY" "$app"
codesign --verify --deep --strict "$app"
hdiutil create -volname "Recall Viewer" -srcfolder "$app" -ov -format UDZO "$image"
codesign --timestamp --sign "$CODESIGN_IDENTITY" "$image"
xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
xcrun stapler staple "$image"
