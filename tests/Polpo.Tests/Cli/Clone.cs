using System.Diagnostics;
using Shouldly;

namespace Polpo.Tests.Cli;

/// <summary>A user's clone, made by git itself.</summary>
internal static class Clone
{
    public static void Make(string folder)
    {
        Git(folder, "init", "-q", "-b", "main");
        Git(
            folder,
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "First"
        );
    }

    public static string Head(string folder)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["rev-parse", "HEAD"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
            }
        )!;
        var head = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
        return head;
    }

    public static void Git(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
    }
}
