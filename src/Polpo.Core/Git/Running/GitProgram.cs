using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Running;

/// <summary>Where the programs are that this folder starts.</summary>
internal static class GitProgram
{
    private const string Standard = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static string SearchPath { get; } =
        Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? $"{path}:{Standard}" : Standard;

    public static string Git =>
        Find("git")
        ?? throw new RefusedException(
            Refusal.Unavailable,
            "git is not installed on this machine. Install it, for example with: apt-get install git"
        );

    /// <summary>Starts a program as the leader of its own process group, so that all it starts can be ended together.</summary>
    public static string SetSid =>
        Find("setsid")
        ?? throw new RefusedException(
            Refusal.Unavailable,
            "setsid is not installed on this machine. Install it, for example with: apt-get install util-linux"
        );

    public static string Remove =>
        Find("rm")
        ?? throw new RefusedException(
            Refusal.Unavailable,
            "rm is not installed on this machine. Install it, for example with: apt-get install coreutils"
        );

    /// <summary>The words before a program that lower its place in the queue for the processor; none where there is no such program.</summary>
    public static IReadOnlyList<string> Calmly => Find("nice") is { } nice ? [nice, "-n", "5"] : [];

    private static string? Find(string name) =>
        SearchPath
            .Split(':')
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
