namespace Polpo.Core.Tools.Files;

/// <summary>The files below a folder, or below all allowed folders, until a time limit.</summary>
internal sealed class FileSearch(SafeRoot root, string? path, TimeSpan timeLimit, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>Whether the search has been stopped by its limit, so that its result is a part of the whole.</summary>
    public bool TimeIsUp { get; private set; }

    public IEnumerable<(SafePath File, SafePath Start)> Files(CancellationToken cancellationToken)
    {
        // An allowed folder may not have been made yet; a folder that the caller names must be there.
        var starts = string.IsNullOrEmpty(path)
            ? root.Starts.Where(start => root.Find(start) is not null)
            : [SafePath.Parse(path)];
        foreach (var start in starts)
        {
            foreach (var file in Walk.Files(root, start, cancellationToken))
            {
                if (time.GetElapsedTime(_began) > timeLimit)
                {
                    TimeIsUp = true;
                    yield break;
                }
                yield return (file, start);
            }
        }
    }
}
