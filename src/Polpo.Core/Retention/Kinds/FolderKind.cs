using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention.Kinds;

/// <summary>A folder of the data folder of which retention takes nothing.</summary>
internal sealed class FolderKind(PolpoHome home, string name, string folder, string kept) : IKind
{
    public string Name => name;

    public string Kept => kept;

    public Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<Portion>>(
            () =>
            {
                var path = home.Folder(folder);
                return
                [
                    new Portion(
                        null,
                        FolderSize.Of(path, cancellationToken),
                        Directory.GetFileSystemEntries(path).Length
                    ),
                ];
            },
            cancellationToken
        );
}
