namespace Polpo.Runner.Walls.Entry;

/// <summary>The numbers of the system calls that an entry makes.</summary>
internal sealed record EntryCalls
{
    public uint Write { get; private init; }
    public uint Exit { get; private init; }
    public uint CloneProcess { get; private init; }
    public uint SetSpace { get; private init; }
    public uint SetGroups { get; private init; }
    public uint SetGroupId { get; private init; }
    public uint SetUserId { get; private init; }
    public uint SetCapabilities { get; private init; }
    public uint ProcessControl { get; private init; }
    public uint SetSession { get; private init; }
    public uint Limit { get; private init; }
    public uint Filter { get; private init; }
    public uint Execute { get; private init; }
    public uint CloseRange { get; } = 436;

    public static EntryCalls X64 { get; } =
        new()
        {
            Write = 1,
            Exit = 231,
            CloneProcess = 56,
            SetSpace = 308,
            SetGroups = 116,
            SetGroupId = 119,
            SetUserId = 117,
            SetCapabilities = 126,
            ProcessControl = 157,
            SetSession = 112,
            Limit = 302,
            Filter = 317,
            Execute = 59,
        };

    public static EntryCalls Arm64 { get; } =
        new()
        {
            Write = 64,
            Exit = 94,
            CloneProcess = 220,
            SetSpace = 268,
            SetGroups = 159,
            SetGroupId = 149,
            SetUserId = 147,
            SetCapabilities = 91,
            ProcessControl = 167,
            SetSession = 157,
            Limit = 261,
            Filter = 277,
            Execute = 221,
        };
}
