using System.Runtime.InteropServices;

namespace Polpo.Core.Tools.Files;

/// <summary>Flags of <c>open</c>; two of them differ by processor.</summary>
internal static class OpenFlags
{
    public const int Write = 0x1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;

    /// <summary>So that opening a pipe that someone planted does not wait for its writer.</summary>
    public const int NonBlocking = 0x800;

    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static readonly int Folder = Arm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = Arm ? 0x8000 : 0x20000;
}
