using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Demo;

/// <summary>The bundled sample as a fresh git repository under the data folder. Those of earlier demos stay: their workspaces and receipts are about them.</summary>
internal sealed class DemoRepository
{
    private const string Name = "pocket-ledger";

    private DemoRepository(string path, string task)
    {
        Path = path;
        Task = task;
    }

    public string Path { get; }

    /// <summary>What the demo has an agent do.</summary>
    public string Task { get; }

    public static async Task<DemoRepository> CreateAsync(PolpoHome home, CancellationToken cancellationToken)
    {
        var sample = System.IO.Path.Combine(AppContext.BaseDirectory, "samples", Name);
        if (!Directory.Exists(sample))
            throw new RefusedException(
                Refusal.Unavailable,
                $"The bundled sample is not at {sample}. Build Polpo again: ./polpo"
            );
        var demos = home.Folder("demo");
        var path = Free(demos);
        Copy(sample, path);
        await GitAsync(path, cancellationToken, "init", "--quiet", "--initial-branch=main");
        await GitAsync(path, cancellationToken, "add", "--all");
        await GitAsync(
            path,
            cancellationToken,
            "commit",
            "--quiet",
            "--no-gpg-sign",
            "--message",
            "Share expenses among friends"
        );
        return new DemoRepository(path, TaskOf(System.IO.Path.Combine(path, ".polpo", "demo.json")));
    }

    /// <summary>Runs the sample's own tests; the text is what they print.</summary>
    public async Task<(bool Pass, string Output)> TestAsync(CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(Path, "npm", cancellationToken, "test", "--silent");
        return (code == 0, output);
    }

    private static string Free(string demos)
    {
        for (var number = 1; ; number++)
        {
            var path = System.IO.Path.Combine(demos, $"{Name}-{number.ToString(CultureInfo.InvariantCulture)}");
            if (!Directory.Exists(path))
                return path;
        }
    }

    private static string TaskOf(string script)
    {
        try
        {
            using var parsed = JsonDocument.Parse(File.ReadAllText(script));
            return parsed.RootElement.GetProperty("task").GetString() ?? "";
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or IOException or InvalidOperationException)
        {
            throw new RefusedException(
                Refusal.Invalid,
                $"The demo's script {script} cannot be read: {(exception is JsonException json ? JsonFault.Of(json).ToString() : exception is IOException ? exception.Message.TrimEnd('.') : "it needs a \"task\"")}.",
                exception
            );
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, System.IO.Path.Combine(to, System.IO.Path.GetFileName(folder)));
    }

    private static async Task GitAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var (code, output) = await RunAsync(folder, "git", cancellationToken, arguments);
        if (code != 0)
            throw new RefusedException(Refusal.Unavailable, $"git {arguments[0]} failed in {folder}: {output}");
    }

    private static async Task<(int Code, string Output)> RunAsync(
        string folder,
        string program,
        CancellationToken cancellationToken,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // Nothing of the user's own git configuration, such as hooks or signing, belongs into the demo.
        foreach (
            var (name, value) in new[]
            {
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_AUTHOR_NAME", "Polpo"),
                ("GIT_AUTHOR_EMAIL", "demo@polpo.invalid"),
                ("GIT_COMMITTER_NAME", "Polpo"),
                ("GIT_COMMITTER_EMAIL", "demo@polpo.invalid"),
                ("NO_COLOR", "1"),
            }
        )
            start.Environment[name] = value;
        // Set inside of node's own test runner, it would change how the sample's tests report.
        start.Environment.Remove("NODE_TEST_CONTEXT");
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"The demo needs {program}, which is not installed. Start it with ./polpo, which brings it.",
                missing
            );
        }
    }
}
