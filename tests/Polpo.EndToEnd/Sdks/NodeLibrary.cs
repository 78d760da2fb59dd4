using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Polpo.EndToEnd.Sdks;

/// <summary>Runs one of the scripts beside this file under Node, with the vendors' libraries installed from the lock file.</summary>
internal static class NodeLibrary
{
    private static readonly SemaphoreSlim Installing = new(1);

    public static async Task<JsonObject> RunAsync(string script, string address, CancellationToken cancellationToken)
    {
        var folder = Folder();
        await InstallAsync(folder, cancellationToken);
        var output = await RunAsync(folder, "node", [script, address], cancellationToken);
        return (JsonObject)JsonNode.Parse(output)!; // each script prints one object
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        await Installing.WaitAsync(cancellationToken);
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules")))
                await RunAsync(folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<string> RunAsync(
        string folder,
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        using var process =
            Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    WorkingDirectory = folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            ) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
    }

    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Polpo.slnx")))
            folder =
                Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests do not run inside of the repository.");
        return Path.Combine(folder, "tests", "Polpo.EndToEnd", "Sdks");
    }
}
