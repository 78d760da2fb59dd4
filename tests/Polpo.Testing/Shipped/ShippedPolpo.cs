using System.Text.Json;

namespace Polpo.Testing.Shipped;

/// <summary>The built command line with a data folder of its own and nothing of this machine's settings. Its end checks that nothing was left running.</summary>
public sealed class ShippedPolpo : IAsyncDisposable
{
    private readonly Dictionary<string, string> _variables;

    /// <param name="program">Null: what the solution's build made.</param>
    public ShippedPolpo(IReadOnlyDictionary<string, string>? variables = null, string? program = null)
    {
        Program = program ?? Find();
        Folder = Directory.CreateTempSubdirectory("polpo-shipped-").FullName;
        _variables = new Dictionary<string, string>(variables ?? new Dictionary<string, string>())
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = Path.Combine(Folder, "person"),
            ["POLPO_HOME"] = Home,
            ["LANG"] = "C.UTF-8",
        };
        foreach (
            var name in new[]
            {
                "DOTNET_ROOT",
                "SSL_CERT_FILE",
                "SSL_CERT_DIR",
                "NODE_EXTRA_CA_CERTS",
                "HTTP_PROXY",
                "HTTPS_PROXY",
                "NO_PROXY",
            }
        )
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                _variables[name] = value;
        }
        Directory.CreateDirectory(_variables["HOME"]);
    }

    public string Folder { get; }

    public string Home => Path.Combine(Folder, "home");

    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>The command line that is run.</summary>
    public string Program { get; }

    public Task<Ended> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Commands.RunAsync(Program, arguments, Folder, _variables, cancellationToken);

    /// <summary>The last line of <c>--json</c> output.</summary>
    public static JsonElement LastLine(Ended ended) =>
        JsonDocument.Parse(ended.Output.TrimEnd().Split('\n')[^1]).RootElement;

    /// <summary>The processes that belong to this data folder: their command line or environment names it.</summary>
    public IReadOnlyList<string> Processes() =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .Select(Describe)
                .OfType<string>(),
        ];

    /// <summary>Mounts below the data folder.</summary>
    public IReadOnlyList<string> Mounts() =>
        [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Folder, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        await RunnerEndAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The runner ends by itself when nobody needs it; a test does not wait for that.</summary>
    private async Task RunnerEndAsync()
    {
        foreach (var process in Processes())
        {
            var pid = int.Parse(process.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            try
            {
                using var running = System.Diagnostics.Process.GetProcessById(pid);
                running.Kill();
                await running.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It has ended meanwhile.
            }
        }
    }

    private string? Describe(string folder)
    {
        try
        {
            var command = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            return command.Contains(Folder, StringComparison.Ordinal) ? $"{Path.GetFileName(folder)} {command}" : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Find()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Polpo.slnx")))
                return Path.Combine(folder.FullName, "src", "Polpo.Cli", "bin", configuration, "net10.0", "polpo");
        }
        throw new InvalidOperationException("These tests run from a build of the solution.");
    }
}
