; Inno Setup's recipe for the installer on Windows. Not tried. After python packaging\bundle.py:
;   iscc /DVersion=X.Y.Z /DIdentifier=ID /DScheme=SCHEME packaging\windows\recall-viewer.iss
; The three values are those of packaging\product.py; .github\workflows\release.yml asks it for them.
#if !Defined(Version) || !Defined(Identifier) || !Defined(Scheme)
  #error Version, Identifier and Scheme come from packaging\product.py
#endif
#define Name "Recall Viewer"
#define Program "recall-viewer.exe"

[Setup]
AppId={#Identifier}
AppName={#Name}
AppVersion={#Version}
AppPublisher=The Recall Viewer authors
; For this person alone, so that no administrator is asked.
PrivilegesRequired=lowest
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
LicenseFile=..\licences\GPL-3.0.txt
OutputDir=..\..\dist
OutputBaseFilename=recall-viewer-{#Version}-windows-x86_64
SetupIconFile=..\..\dist\icons\recall-viewer.ico
UninstallDisplayIcon={app}\{#Program}
Compression=lzma2
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesEnvironment=no
; signtool is configured by whoever has the certificate: iscc "/Ssign=signtool sign /fd sha256 /tr URL /td sha256 $f"
#ifdef Sign
SignTool=sign
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Files]
Source: "..\..\dist\recall-viewer\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\{#Name}"; Filename: "{app}\{#Program}"; AppUserModelID: "{#Identifier}"

[Registry]
; Links such as SCHEME://bot/ID.
Root: HKCU; Subkey: "Software\Classes\{#Scheme}"; ValueType: string; ValueData: "URL:{#Name}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\{#Scheme}"; ValueName: "URL Protocol"; ValueType: string; ValueData: ""
Root: HKCU; Subkey: "Software\Classes\{#Scheme}\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" ""%1"""

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: postinstall nowait skipifsilent
