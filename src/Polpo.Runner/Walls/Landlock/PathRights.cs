namespace Polpo.Runner.Walls.Landlock;

/// <summary>What may be done below a path, as the kernel's Landlock names it.</summary>
[Flags]
internal enum PathRights : ulong
{
    None = 0,
    Execute = 1 << 0,
    WriteFile = 1 << 1,
    ReadFile = 1 << 2,
    ReadFolder = 1 << 3,
    RemoveFolder = 1 << 4,
    RemoveFile = 1 << 5,
    MakeCharacterDevice = 1 << 6,
    MakeFolder = 1 << 7,
    MakeFile = 1 << 8,
    MakeSocket = 1 << 9,
    MakePipe = 1 << 10,
    MakeBlockDevice = 1 << 11,
    MakeLink = 1 << 12,
    Move = 1 << 13,
    Truncate = 1 << 14,
    DeviceControl = 1 << 15,

    Read = Execute | ReadFile | ReadFolder,
    UseDevices = WriteFile | Truncate | DeviceControl,
    Change =
        WriteFile
        | RemoveFolder
        | RemoveFile
        | MakeFolder
        | MakeFile
        | MakeSocket
        | MakePipe
        | MakeLink
        | Move
        | Truncate,
    OfAFile = Execute | WriteFile | ReadFile | Truncate | DeviceControl,
    All = (1 << 16) - 1,
}
