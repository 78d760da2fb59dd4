using System.Diagnostics;
using System.Text.Json;

namespace Polpo.Testing.Shipped;

/// <summary>A shipped <c>polpo serve</c> of its own process, to be killed at will.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly Process _process;

    private RunningServer(Process process, JsonElement started)
    {
        _process = process;
        Address = started.GetProperty("address").GetString()!;
        SignInLink = started.GetProperty("signIn").GetString()!;
    }

    public string Address { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public string SignInLink { get; }

    public static async Task<RunningServer> StartAsync(
        ShippedPolpo polpo,
        CancellationToken cancellationToken,
        params string[] more
    )
    {
        var process = Start(polpo, more);
        var line =
            await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellationToken));
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        return new RunningServer(process, JsonDocument.Parse(line).RootElement);
    }

    /// <summary>Starts a server and kills it after the time, whether it is there by then or not.</summary>
    public static async Task KillWhileItStartsAsync(
        ShippedPolpo polpo,
        TimeSpan after,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(polpo);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await Task.Delay(after, TimeProvider.System, cancellationToken);
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync(cancellationToken);
    }

    private static Process Start(ShippedPolpo polpo, params string[] more) =>
        Commands.Start(polpo.Program, ["serve", "--port", "0", "--json", .. more], polpo.Folder, polpo.Variables);

    /// <summary>SIGKILL to the server alone: what it had started goes on.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}
