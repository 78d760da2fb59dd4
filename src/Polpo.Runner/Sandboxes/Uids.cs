namespace Polpo.Runner.Sandboxes;

/// <summary>
/// Gives each workspace an unprivileged user id of its own, for good: the sandboxes of one workspace share their files, and those
/// of two cannot even by mistake.
/// </summary>
internal sealed class Uids(string file)
{
    private const uint First = 100_001;
    private readonly Lock _gate = new();

    public uint Of(string workspace)
    {
        lock (_gate)
        {
            var known = File.Exists(file) ? File.ReadAllLines(file) : [];
            var place = Array.IndexOf(known, workspace);
            if (place < 0)
            {
                place = known.Length;
                var next = file + ".new";
                File.WriteAllLines(next, [.. known, workspace]);
                File.Move(next, file, overwrite: true);
            }
            return First + (uint)place;
        }
    }
}
