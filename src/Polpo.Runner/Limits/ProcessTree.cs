using System.Globalization;
using Polpo.Runner.Linux;

namespace Polpo.Runner.Limits;

/// <summary>Ends a run where there is no control group to tell what belongs to it: its descendants, their sessions, and orphans that are younger than it.</summary>
internal static class ProcessTree
{
    private const int Rounds = 50;

    private sealed record Entry(int Id, int Parent, int Session, ulong Started);

    /// <param name="root">The run's outermost process.</param>
    /// <param name="reaper">Process 1 of the sandbox, to which orphans fall; 0 when there is none.</param>
    public static void Kill(int root, int reaper)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var all = All();
            var found = Find(all, root, reaper);
            if (found.Count == 0)
                return;
            foreach (var entry in found)
                _ = Native.Kill(entry.Id, Native.SigKill);
        }
    }

    /// <summary>The processes of a sandbox by its own first one: those of the same process namespace.</summary>
    public static IEnumerable<int> WithIn(int first) =>
        Space(first) is { } space ? All().Select(entry => entry.Id).Where(id => Space(id) == space) : [];

    /// <summary>Ends every process of a sandbox but its first.</summary>
    public static void KillAllBut(int first)
    {
        for (
            var round = 0;
            round < Rounds && WithIn(first).Where(id => id != first).ToList() is { Count: > 0 } found;
            round++
        )
            foreach (var id in found)
                _ = Native.Kill(id, Native.SigKill);
    }

    /// <summary>Signals the session of a run's command, as a terminal would.</summary>
    public static void Signal(int root, int signal)
    {
        foreach (var entry in All().Where(entry => entry.Parent == root || (entry.Id == root && entry.Session == root)))
            _ = Native.Kill(-entry.Id, signal);
    }

    private static List<Entry> Find(List<Entry> all, int root, int reaper)
    {
        var started = all.Find(entry => entry.Id == root)?.Started ?? ulong.MaxValue;
        var members = new HashSet<int> { root };
        while (
            all.FindAll(entry => members.Contains(entry.Parent) && !members.Contains(entry.Id))
                is { Count: > 0 } children
        )
            members.UnionWith(children.Select(entry => entry.Id));
        var sessions = all.Where(entry => entry.Id != root && members.Contains(entry.Id))
            .Select(entry => entry.Session)
            .ToHashSet();
        return all.FindAll(entry =>
            entry.Id != root
            && (
                members.Contains(entry.Id)
                || sessions.Contains(entry.Session)
                || (reaper != 0 && entry.Parent == reaper && entry.Started >= started)
            )
        );
    }

    private static List<Entry> All() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => char.IsAsciiDigit(name![0]))
                .Select(name => Read(name!))
                .OfType<Entry>(),
        ];

    private static Entry? Read(string id)
    {
        try
        {
            // After the name in brackets, which may hold anything: state, parent, group, session, … start time as the 20th.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z"
                ? null
                : new Entry(
                    Number(id),
                    Number(fields[1]),
                    Number(fields[3]),
                    ulong.Parse(fields[19], CultureInfo.InvariantCulture)
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Space(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/ns/pid").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
