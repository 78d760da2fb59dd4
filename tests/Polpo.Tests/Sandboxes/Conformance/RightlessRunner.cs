using System.Diagnostics;

namespace Polpo.Tests.Sandboxes;

/// <summary>The runner as an installation without root has it: it owns its data folder and nothing else.</summary>
internal static class RightlessRunner
{
    private const int User = 60_001;

    /// <summary>Writes a program that is the runner without rights, below <paramref name="root"/>, and answers its path.</summary>
    /// <param name="starter">A program that starts another runner when the variable RUNNER names one.</param>
    public static string Write(string root, string? starter)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "polpo-runner");
        if (!Environment.IsPrivilegedProcess)
            return starter ?? program;
        var rightless = Script(
            Path.Combine(root, "rightless-runner"),
            $"""
            chown -R {User}:{User} '{root}'
            exec setpriv --reuid {User} --regid {User} --clear-groups --bounding-set=-all '{program}' "$@"
            """
        );
        return starter is null
            ? rightless
            : Script(Path.Combine(root, "started-runner"), $"RUNNER='{rightless}' exec '{starter}' \"$@\"");
    }

    /// <summary>Gives it what a test has written meanwhile.</summary>
    public static async Task OwnAsync(string root)
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        using var process = Process.Start("chown", ["-R", $"{User}:{User}", root]);
        await process.WaitForExitAsync();
    }

    private static string Script(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
