using Polpo.Core.Git;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention.Kinds;

/// <summary>One bare mirror a workspace: what every branch and receipt rests on.</summary>
internal sealed class MirrorsKind(GitFolders folders) : IKind
{
    public string Name => "mirrors";

    public string Kept => "for ever; branches and receipts rest on them";

    public Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<Portion>>(
            () =>
                [
                    .. folders
                        .Mirrors()
                        .Select(mirror => new Portion(
                            Owner(Path.GetFileNameWithoutExtension(mirror)),
                            FolderSize.Of(mirror, cancellationToken),
                            1
                        )),
                ],
            cancellationToken
        );

    private static Id<Workspace>? Owner(string name) => Id<Workspace>.TryParse(name, out var id) ? id : null;
}
