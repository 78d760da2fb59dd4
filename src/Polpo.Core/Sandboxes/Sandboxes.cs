using Polpo.Core.Vault;
using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>The sandbox ladder of this installation, held by the runner.</summary>
internal sealed class Sandboxes(RunnerClient runner, SandboxLadder ladder, SandboxOptions options, NetworkGate gate)
    : ISandboxes
{
    public Task<SandboxReport> InspectAsync(CancellationToken cancellationToken) =>
        ladder.ReportAsync(cancellationToken);

    public Task<string> SystemAsync(string? image, CancellationToken cancellationToken) =>
        ladder.SystemAsync(image, cancellationToken);

    public async Task<ISandbox> OpenAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        var bounds = options.Bounds.Under(spec.Limits);
        var order = Order(spec, bounds, await ladder.ChooseAsync(cancellationToken));
        await OpenAsync(new OpenRequest(order, spec.Spare, spec.Ahead), cancellationToken);
        SandboxMeter.Opened(spec, order.Kind);
        return new RunnerSandbox(
            runner,
            order,
            new Redaction(spec.Secrets),
            again => OpenAsync(new OpenRequest(order), again),
            new LimitWords(bounds, options.Bounds)
        );
    }

    public Task CloseAsync(string id, CancellationToken cancellationToken) =>
        runner.AskAsync<DoneReply>(new CloseRequest(id), cancellationToken);

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await runner.AskAsync<ListReply>(new ListRequest(), cancellationToken)).Sandboxes.Select(open => open.Id)];

    public Task EndAsync(string id, CancellationToken cancellationToken) =>
        runner.AskAsync<DoneReply>(new CloseRequest(id, KeepEgress: true), cancellationToken);

    public async Task<EgressRead> ReadEgressAsync(string id, long offset, CancellationToken cancellationToken)
    {
        var reply = await runner.AskAsync<EgressReply>(new EgressRequest(id, offset), cancellationToken);
        var read = new EgressRead([.. reply.Entries.Select(EgressTotal.Of)], reply.Offset);
        SandboxMeter.Sent(read.Totals);
        return read;
    }

    private async Task OpenAsync(OpenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await runner.AskAsync<OpenReply>(request, cancellationToken);
        }
        catch (RefusedException refused)
            when (refused.Refusal == Refusal.Unavailable && request.Order.Kind != SandboxOptions.None)
        {
            // Never silently weaker: what is missing is said, and the way around it only by its name.
            throw new RefusedException(
                Refusal.Unavailable,
                $"No sandbox could be opened: {refused.Message.TrimEnd('.')}. \"polpo doctor\" tells what is missing; \"--sandbox none\" runs without one, on your own risk.",
                refused
            );
        }
    }

    private SandboxOrder Order(SandboxSpec spec, SandboxBounds bounds, string kind) =>
        new()
        {
            Id = spec.Id,
            Workspace = spec.Workspace,
            Kind = kind,
            Container = ladder.ContainerOf(kind, spec.Image),
            Root = ladder.RootOf(kind, spec.Image),
            Worktree = spec.Worktree,
            Mirror = spec.Mirror,
            Layer = spec.Layer is null ? null : new LayerOrder(spec.Layer.Folder, spec.Layer.WorktreePaths),
            WritablePaths = spec.WritablePaths,
            Network = gate.Order(spec.Network),
            Secrets =
            [
                .. spec.Secrets.Select(secret => new SecretOrder
                {
                    Name = secret.Name,
                    Value = secret.Value.Reveal(),
                    Hosts = secret.Hosts,
                }),
            ],
            Home = spec.Home,
            Variables = spec.Variables,
            MemoryBytes = bounds.MemoryBytes,
            Cpus = bounds.Cpus,
            Processes = bounds.Processes,
            DiskBytes = bounds.DiskBytes,
        };
}
