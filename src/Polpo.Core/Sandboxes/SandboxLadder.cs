using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Sandboxes;

/// <summary>
/// Chooses the rung, once: the one that was asked for by name, else bubblewrap, else containers where they are configured. Never
/// none by itself: where nothing works, opening a sandbox is refused.
/// </summary>
internal sealed class SandboxLadder(RunnerClient runner, SandboxOptions options)
{
    private string? _chosen = options.Kind;

    public ContainerOrder? Container { get; } =
        options.Containers is { } source ? new ContainerOrder(source.Socket, source.Image) : null;

    public async Task<string> ChooseAsync(CancellationToken cancellationToken) =>
        _chosen ?? Choose(await InspectAsync(cancellationToken)) ?? SandboxOptions.Bubblewrap;

    /// <summary>What a layer was built on: the rung, and the image where there is one.</summary>
    public async Task<string> SystemAsync(CancellationToken cancellationToken)
    {
        var kind = await ChooseAsync(cancellationToken);
        return kind == SandboxOptions.Container ? $"{kind} {options.Containers?.Image}" : kind;
    }

    public async Task<SandboxReport> ReportAsync(CancellationToken cancellationToken)
    {
        var reply = await InspectAsync(cancellationToken);
        var kind = _chosen ?? Choose(reply);
        return new SandboxReport(
            kind is not null && Works(kind, reply) ? kind : "unavailable",
            [
                .. reply
                    .Checks.Concat(reply.Engine is { } engine ? [engine] : [])
                    .Select(check => new SandboxCheck(check.Name, check.Ok, check.Detail, check.Remedy)
                    {
                        Cost = check.Cost,
                    }),
            ]
        );
    }

    private Task<InspectReply> InspectAsync(CancellationToken cancellationToken) =>
        runner.AskAsync<InspectReply>(new InspectRequest(Container), cancellationToken);

    /// <summary>Null, and not kept, as long as nothing works: what is missing may be installed in the meantime.</summary>
    private string? Choose(InspectReply reply) =>
        _chosen = new[] { SandboxOptions.Bubblewrap, SandboxOptions.Container }.FirstOrDefault(kind =>
            Works(kind, reply)
        );

    private static bool Works(string kind, InspectReply reply) =>
        kind switch
        {
            SandboxOptions.Bubblewrap => reply.Refusal is null,
            SandboxOptions.Container => reply.Engine is { Ok: true },
            _ => kind == SandboxOptions.None,
        };
}
