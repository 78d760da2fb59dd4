using System.Globalization;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Services;

/// <summary>
/// Starts a workspace's services in an open sandbox and waits until they can be used. They end with the sandbox. Done again, after a
/// restart of the server, it finds what runs.
/// </summary>
public static class ServiceStart
{
    private const int Keep = 4000;
    private static readonly TimeSpan _asLongAsTheSandbox = TimeSpan.FromDays(14);

    /// <exception cref="RefusedException">One ended, or did not become ready in its time; the message ends with its last lines.</exception>
    public static async Task RunAsync(
        ISandbox sandbox,
        IReadOnlyList<ServiceSpec> services,
        CancellationToken cancellationToken
    )
    {
        foreach (var service in services)
            await StartAsync(sandbox, service, cancellationToken);
    }

    private static async Task StartAsync(ISandbox sandbox, ServiceSpec service, CancellationToken cancellationToken)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = sandbox.ExecAsync(
            $"service-{service.Name}",
            $"mkdir -p ~/.services && exec >> {Log(service)} 2>&1\n{service.Start}",
            _asLongAsTheSandbox,
            Keep,
            null,
            leave.Token
        );
        var probing = sandbox.ExecAsync(
            $"service-{service.Name}-ready",
            $"until ( {service.Ready}\n) >/dev/null 2>&1; do sleep 0.05; done",
            TimeSpan.FromSeconds(service.ReadySeconds),
            Keep,
            null,
            leave.Token
        );
        var first = await Task.WhenAny(running, probing);
        var ready = first == probing && (await probing).ExitCode == 0;
        // What was started goes on; only our looking at it ends.
        await leave.CancelAsync();
        await SettleAsync(probing);
        var ended = await SettleAsync(running);
        if (!ready)
            throw new RefusedException(Refusal.Invalid, await FailureAsync(sandbox, service, ended, cancellationToken));
    }

    private static async Task<ExecResult?> SettleAsync(Task<ExecResult> run)
    {
        try
        {
            return await run;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<string> FailureAsync(
        ISandbox sandbox,
        ServiceSpec service,
        ExecResult? ended,
        CancellationToken cancellationToken
    )
    {
        var log = await sandbox.ExecAsync(
            $"service-{service.Name}-log",
            $"tail -n 20 {Log(service)}",
            TimeSpan.FromSeconds(10),
            Keep,
            null,
            cancellationToken
        );
        var how = ended is null
            ? string.Create(CultureInfo.InvariantCulture, $"was not ready after {service.ReadySeconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {ended.ExitCode}");
        return $"The service \"{service.Name}\" {how}. Put it right in .polpo/polpo.json, under environment.services. Its last lines:\n{log.Output.TrimEnd()}";
    }

    private static string Log(ServiceSpec service) => $"~/.services/{service.Name}.log";
}
