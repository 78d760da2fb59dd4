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

    private readonly ContainerOrder? _container = options.Containers is { } source
        ? new ContainerOrder(source.Socket, source.Image)
        : null;

    /// <summary>The directories that bubblewrap may have to start from.</summary>
    private readonly IReadOnlyList<string> _roots =
    [
        .. options.Images.Named.Values.Prepend(options.Images.Standard).OfType<string>().Where(IsFolder).Distinct(),
    ];

    /// <summary>The engine and the image of a container; null on another rung.</summary>
    public ContainerOrder? ContainerOf(string kind, string? image) =>
        kind != SandboxOptions.Container || _container is null ? null
        : image is null ? _container
        : _container with { Image = options.Images.Of(image)! };

    /// <summary>The directory that bubblewrap starts from; null: the host's own system.</summary>
    /// <exception cref="RefusedException">What was asked for cannot be had on this rung.</exception>
    public string? RootOf(string kind, string? image)
    {
        if (kind == SandboxOptions.Container || (kind == SandboxOptions.None && image is null))
            return null;
        var root = options.Images.Of(image);
        if (kind == SandboxOptions.Bubblewrap && (root is null || IsFolder(root)))
            return root;
        // The installation's own image is meant for containers then.
        return image is null
            ? null
            : throw new RefusedException(
                Refusal.Invalid,
                $"environment.image \"{image}\" cannot be had in a sandbox of the kind {kind}: it is {root}. bubblewrap starts from directories; --sandbox container from images, too."
            );
    }

    private static bool IsFolder(string image) => Path.IsPathFullyQualified(image);

    public async Task<string> ChooseAsync(CancellationToken cancellationToken) =>
        _chosen ?? Choose(await InspectAsync(cancellationToken)) ?? SandboxOptions.Bubblewrap;

    /// <summary>What a layer was built on: the rung, and the image where there is one.</summary>
    public async Task<string> SystemAsync(string? image, CancellationToken cancellationToken)
    {
        var kind = await ChooseAsync(cancellationToken);
        return ContainerOf(kind, image) is { } container ? $"{kind} {container.Image}"
            : RootOf(kind, image) is { } root ? $"{kind} {SystemStamp.Of(root)}"
            : kind;
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
        runner.AskAsync<InspectReply>(new InspectRequest(_container, _roots), cancellationToken);

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
