using System.Globalization;

namespace Polpo.Runner.Sandboxes;

/// <summary>
/// Gives each workspace unprivileged user ids of its own, for good: the sandboxes of one workspace share their files, and those of two
/// cannot even by mistake. Its commands run under the first of them.
/// </summary>
internal sealed class Uids(string file, UserIds ids)
{
    /// <summary>Workspaces of earlier versions stand in the file without a number, and have one id each, by their place.</summary>
    private const uint FirstOfOld = 100_001;
    private readonly Lock _gate = new();

    public uint Of(string workspace)
    {
        lock (_gate)
        {
            var known = File.Exists(file) ? File.ReadAllLines(file) : [];
            return Find(known, workspace) ?? Add(known, workspace);
        }
    }

    private static uint? Find(string[] known, string workspace)
    {
        foreach (var (place, line) in known.Index())
            if (line == workspace)
                return FirstOfOld + (uint)place;
            else if (Given.Read(line) is { } given && given.Workspace == workspace)
                return given.Ids.First;
        return null;
    }

    private uint Add(string[] known, string workspace)
    {
        var taken = known.Select(Given.Read).OfType<Given>().Select(given => given.Ids).ToList();
        var place = 0;
        // An earlier setting may have cut them otherwise.
        while (taken.Any(range => range.Overlaps(ids with { First = ids.At(place) })))
            place++;
        var made = new Given(workspace, ids with { First = ids.At(place) });
        var next = file + ".new";
        File.WriteAllLines(next, [.. known, made.Line]);
        File.Move(next, file, overwrite: true);
        return made.Ids.First;
    }

    /// <summary>A line of the file: the workspace, its first id, and how many it has.</summary>
    private sealed record Given(string Workspace, UserIds Ids)
    {
        public string Line => string.Create(CultureInfo.InvariantCulture, $"{Workspace} {Ids.First} {Ids.Each}");

        public static Given? Read(string line) =>
            line.Split(' ') is [var workspace, var first, var each]
                ? new Given(
                    workspace,
                    new UserIds(
                        uint.Parse(first, CultureInfo.InvariantCulture),
                        uint.Parse(each, CultureInfo.InvariantCulture)
                    )
                )
                : null;
    }
}
