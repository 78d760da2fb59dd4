using System.Diagnostics;
using Polpo.EndToEnd.Browser;

namespace Polpo.EndToEnd.SignIn;

/// <summary>A certified OpenID Connect issuer in a process of its own, from the npm package that the lock file beside this names.</summary>
internal sealed class RealIssuer : IAsyncDisposable
{
    private static readonly SemaphoreSlim Installing = new(1);

    private readonly Process _process;

    private RealIssuer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    private static string Folder => Repository.File("tests/Polpo.EndToEnd/SignIn");

    public static async Task<RealIssuer> StartAsync(CancellationToken cancellationToken)
    {
        await InstallAsync(cancellationToken);
        var process = Begin("node", "issuer.mjs");
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return address is null
            ? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellationToken))
            : new RealIssuer(process, address);
    }

    /// <summary>Somebody leaves the company.</summary>
    public async Task LeaveAsync(HttpClient http, string name, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(
            new Uri($"{Address}/gone/{Uri.EscapeDataString(name)}"),
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }

    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        await Installing.WaitAsync(cancellationToken);
        try
        {
            if (Directory.Exists(Path.Combine(Folder, "node_modules")))
                return;
            using var install = Begin("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            var said = install.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = await install.StandardError.ReadToEndAsync(cancellationToken);
            await said;
            await install.WaitForExitAsync(cancellationToken);
            if (install.ExitCode != 0)
                throw new InvalidOperationException(error);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static Process Begin(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        ) ?? throw new InvalidOperationException($"{program} did not start.");

    /// <summary>It ends with its input.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }
}
