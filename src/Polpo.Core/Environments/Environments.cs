using System.Text;
using Polpo.Core.Environments.Finding;
using Polpo.Core.Environments.Layers;
using Polpo.Core.Git;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments;

/// <summary>The environments of this installation, below <c>layers/</c> of the data folder.</summary>
internal sealed class Environments(LayerStore layers, LayerBuild build, IGit git, ISandboxes sandboxes) : IEnvironments
{
    public async Task<EnvironmentLayer?> PrepareAsync(
        string workspace,
        Worktree worktree,
        CommitId start,
        EnvironmentSpec spec,
        Action<string>? onProgress,
        CancellationToken cancellationToken
    )
    {
        var trusted = spec.Own is { } own ? new CommitId(own) : start;
        var setup = spec.Setup;
        var tree = new Tree(worktree.Path);
        if (Recipes.For(tree, setup) is not { } found)
            return null;
        var recipe = found with
        {
            Hosts =
            [
                .. found.Hosts,
                .. spec.Registries,
                .. await ConfiguredAsync(found.Configuration, worktree, trusted, cancellationToken),
            ],
        };
        var system = await sandboxes.SystemAsync(spec.Image, cancellationToken);
        var key = KeyOf(tree)!;
        if (layers.Claim(key, worktree) is { } ready)
            return Furnish(ready, worktree);
        // One builds, the others wait for what it made; after a failure each may try for itself.
        await using (await layers.LockAsync(key, cancellationToken))
        {
            if (layers.Claim(key, worktree) is { } built)
                return Furnish(built, worktree);
            var order = new BuildOrder(key, workspace, worktree, recipe, KeyOf) { Image = spec.Image };
            await BuildAsync(order, spec.Caches, trusted, onProgress, cancellationToken);
            return Furnish(layers.Claim(key, worktree)!, worktree); // just sealed, and too young to be taken away
        }

        string? KeyOf(Tree looked) =>
            Recipes.For(looked, setup) is { } asked
                ? LayerKey.Of(workspace, system, asked, looked, OwnCode.IsRun(looked, setup))
                : null;
    }

    /// <summary>
    /// With caches, a build that the person's own commit would ask for as well is made of a fresh checkout of that: what a session has
    /// done to its worktree plays no part in what later builds find.
    /// </summary>
    private async Task BuildAsync(
        BuildOrder order,
        IReadOnlyList<string> caches,
        CommitId trusted,
        Action<string>? onProgress,
        CancellationToken cancellationToken
    )
    {
        if (caches.Count == 0)
        {
            await build.RunAsync(order, onProgress, cancellationToken);
            return;
        }
        var (workspace, id) = (order.Worktree.Workspace, $"env-{order.Key[..24]}");
        var checkout = await git.CheckOutAsync(workspace, id, trusted, cancellationToken);
        try
        {
            var same = order.KeyOf(new Tree(checkout.Path)) == order.Key;
            await build.RunAsync(
                order with
                {
                    Worktree = same ? checkout : order.Worktree,
                    Caches = caches,
                    IsTrusted = same,
                },
                onProgress,
                cancellationToken
            );
        }
        finally
        {
            await git.RemoveAsync(workspace, id, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<string>> ConfiguredAsync(
        IReadOnlyList<string> paths,
        Worktree worktree,
        CommitId trusted,
        CancellationToken cancellationToken
    )
    {
        List<string> hosts = [];
        foreach (var path in paths)
            if (await git.ReadFileAsync(worktree.Workspace, trusted, path, cancellationToken) is { } content)
                hosts.AddRange(Registries.Hosts(Encoding.UTF8.GetString(content)));
        return hosts;
    }

    /// <summary>Single files that the setup wrote cannot be laid over: they are put into the worktree, where it has none of that name.</summary>
    private static EnvironmentLayer Furnish(SealedLayer layer, Worktree worktree)
    {
        foreach (var path in layer.Files)
            Put(Path.Combine(layer.Folder, "worktree", path), worktree.Path, path);
        return new EnvironmentLayer(layer.Key, layer.Folder, layer.Paths);
    }

    private static void Put(string source, string root, string path)
    {
        try
        {
            WorktreeFile.Put(source, root, path);
        }
        catch (IOException e)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"The environment's file {path} cannot be copied: {e.Message}",
                e
            );
        }
    }
}
