using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Running;

/// <summary>Turns what git wrote into a refusal that a person can act on.</summary>
internal static class GitErrors
{
    private static readonly (string Words, Refusal Refusal, string Fix)[] Known =
    [
        ("No space left on device", Refusal.Unavailable, "The disk is full. Free some space and try again."),
        (
            "unable to write file",
            Refusal.Unavailable,
            "The disk may be full or read-only. Look at its free space and try again."
        ),
        ("Disk quota exceeded", Refusal.Unavailable, "The disk quota is used up. Free some space and try again."),
        (
            "Read-only file system",
            Refusal.Unavailable,
            "The file system is read-only. Mount it writable or move the repository."
        ),
        (
            "Permission denied",
            Refusal.Invalid,
            "Give the account that runs Polpo access to the repository, or start Polpo as its owner."
        ),
        (
            ".lock': File exists",
            Refusal.Conflict,
            "Another git process is at work there, or one crashed. Wait for it; if there is none, delete the lock file."
        ),
        ("index file is", Refusal.Invalid, "Repair the repository first: git status shows the damage."),
        (
            "promisor",
            Refusal.Invalid,
            "The clone is partial: some files are only at its remote. Complete it with: git fetch --refetch --no-filter"
        ),
        (
            "transport 'http",
            Refusal.Invalid,
            "Something is only at a remote, and Polpo does not fetch from there. Fetch it with git first."
        ),
        ("missing blob", Refusal.Invalid, "The repository is damaged or incomplete. Check it with: git fsck"),
        ("bad object", Refusal.Invalid, "The repository is damaged or incomplete. Check it with: git fsck"),
        (
            "fsck error",
            Refusal.Invalid,
            "git holds this content to be dangerous or damaged, and it was not taken over."
        ),
        ("not a git repository", Refusal.Invalid, "Check the path, or make it a repository with: git init"),
    ];

    public static RefusedException Refused(string aim, GitResult result)
    {
        var said = Said(result.Errors);
        var (_, refusal, fix) = Known.FirstOrDefault(known =>
            result.Errors.Contains(known.Words, StringComparison.Ordinal)
        );
        return fix is null
            ? new RefusedException(Refusal.Unavailable, $"git could not {aim} (exit code {result.ExitCode}): {said}.")
            : new RefusedException(refusal, $"git could not {aim}: {said}. {fix}");
    }

    /// <summary>The same for what goes wrong in our own files beside git's.</summary>
    public static async Task<T> GuardAsync<T>(string aim, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"Polpo could not {aim}: {error.Message.TrimEnd('.')}. Check the free space and the permissions of its data folder.",
                error
            );
        }
    }

    /// <summary>The first line that names the mistake, without git's label.</summary>
    public static string Said(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.FirstOrDefault(IsMistake) ?? lines.LastOrDefault() ?? "it said nothing";
        foreach (var label in (string[])["fatal: ", "error: "])
        {
            if (line.StartsWith(label, StringComparison.Ordinal))
                line = line[label.Length..];
        }
        return line.TrimEnd('.');
    }

    /// <summary>The indented lines under a heading, such as the files that "would be overwritten by merge".</summary>
    public static IReadOnlyList<string> Listed(string errors) =>
        [.. errors.Split('\n').Where(line => line.StartsWith('\t')).Select(line => line.Trim())];

    private static bool IsMistake(string line) =>
        line.StartsWith("fatal: ", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal);
}
