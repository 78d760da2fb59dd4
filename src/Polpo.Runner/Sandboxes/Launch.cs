using System.Diagnostics;

namespace Polpo.Runner.Sandboxes;

/// <summary>Starts processes with pipes and an environment made from nothing.</summary>
internal static class Launch
{
    /// <summary>All that a command finds in its environment, besides what its sandbox was ordered with.</summary>
    public static IReadOnlyDictionary<string, string> Environment(string home) =>
        new Dictionary<string, string>
        {
            // A virtual environment that the setup made comes first.
            ["PATH"] = $"{home}/.venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = home,
            ["USER"] = "agent",
            ["LOGNAME"] = "agent",
            ["SHELL"] = "/bin/bash",
            ["LANG"] = "C.UTF-8",
            ["TERM"] = "dumb",
            ["TMPDIR"] = "/tmp",
            ["PAGER"] = "cat",
            ["GIT_PAGER"] = "cat",
            ["GIT_TERMINAL_PROMPT"] = "0",
            // Compiled files would be delivered with the work, and one of the same second and size would hide an edit from the checks.
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        };

    public static ProcessStartInfo With(string home, params IEnumerable<string> words)
    {
        var all = words.ToList();
        var start = new ProcessStartInfo(all[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var word in all.Skip(1))
            start.ArgumentList.Add(word);
        start.Environment.Clear();
        foreach (var (name, value) in Environment(home))
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs a program of the system's to its end; its errors when it fails.</summary>
    public static async Task<string?> RunAsync(params IEnumerable<string> words)
    {
        var start = With("/", words);
        start.RedirectStandardOutput = false;
        start.RedirectStandardInput = false;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : errors.Trim();
    }
}
