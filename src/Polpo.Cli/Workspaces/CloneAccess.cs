using System.Runtime.InteropServices;

namespace Polpo.Cli.Workspaces;

/// <summary>Whether a result can be put into the user's clone: better known before it is paid for. Nothing is written to find out.</summary>
internal static class CloneAccess
{
    private const int Write = 2;

    /// <summary>The first folder that git would have to write and cannot; null when there is none.</summary>
    /// <param name="merges">Whether files of the working tree change, too.</param>
    public static string? Unwritable(string repository, bool merges, Func<string, bool>? canWrite = null)
    {
        canWrite ??= folder => access(folder, Write) == 0;
        var common = CommonFolder(repository);
        string?[] folders =
        [
            Path.Combine(common, "objects"),
            Path.Combine(common, "refs", "heads"),
            merges ? repository : null,
        ];
        return folders.OfType<string>().FirstOrDefault(folder => Directory.Exists(folder) && !canWrite(folder));
    }

    /// <summary>Where branches and objects are: of a linked working tree or a submodule, elsewhere.</summary>
    private static string CommonFolder(string repository)
    {
        var git = Path.Combine(repository, ".git");
        if (
            File.Exists(git)
            && File.ReadLines(git).FirstOrDefault() is ['g', 'i', 't', 'd', 'i', 'r', ':', .. var named]
        )
            git = Path.GetFullPath(named.Trim(), repository);
        var common = Path.Combine(git, "commondir");
        return File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), git) : git;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
