using Polpo.Core.Environments.Caches;
using Polpo.Core.Environments.Finding;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Environments.Layers;

/// <summary>
/// Builds a layer: the script runs in a sandbox on a copy of the worktree, with the registries as its only way out and no secrets;
/// what it has added becomes the layer, and the worktree stays as it was.
/// </summary>
internal sealed class LayerBuild(LayerStore layers, CacheStore caches, ISandboxes sandboxes)
{
    private const int Keep = 4000;
    private const int LinesTold = 20;
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(15);

    /// <exception cref="RefusedException">The script failed; the message ends with its last lines.</exception>
    public async Task<SealedLayer> RunAsync(
        BuildOrder order,
        Action<string>? onProgress,
        CancellationToken cancellationToken
    )
    {
        onProgress?.Invoke($"Building the environment: {order.Recipe.Script}\n");
        var stage = layers.Stage(order.Key);
        try
        {
            var copy = Path.Combine(stage, "copy");
            var before = await Task.Run(() => WorktreeCopy.Make(order.Worktree.Path, copy), cancellationToken);
            order.RequireSame(new Tree(copy));
            var home = Directory.CreateDirectory(Path.Combine(stage, "home")).FullName;
            await caches.LendAsync(order.Workspace, order.Caches, home, cancellationToken);
            await BuildAsync(order, copy, home, onProgress, cancellationToken);
            await caches.TakeAsync(order.Workspace, order.Caches, home, order.IsTrusted, cancellationToken);
            var (folders, files) = Addition.Move(before, copy, Path.Combine(stage, "worktree"));
            LayerStore.Discard(copy);
            return LayerStore.Seal(
                new SealedLayer(order.Key, layers.FolderOf(order.Key), folders, files, order.Workspace),
                stage
            );
        }
        catch
        {
            LayerStore.Discard(stage);
            throw;
        }
    }

    private async Task BuildAsync(
        BuildOrder order,
        string copy,
        string home,
        Action<string>? onProgress,
        CancellationToken cancellationToken
    )
    {
        var recipe = order.Recipe;
        var spec = new SandboxSpec
        {
            Id = $"env_{order.Key[..32]}",
            Workspace = order.Workspace,
            Image = order.Image,
            Worktree = copy,
            Mirror = order.Worktree.MirrorPath,
            Home = home,
            Network = new NetworkPolicy { AllowedHosts = recipe.Hosts },
            Variables = recipe.Variables,
        };
        // One that an earlier server left is of an interrupted build.
        await sandboxes.CloseAsync(spec.Id, cancellationToken);
        var sandbox = await sandboxes.OpenAsync(spec, cancellationToken);
        try
        {
            var script = KnownCaches.Exports(order.Caches) + recipe.Script;
            var result = await sandbox.ExecAsync("setup", script, _limit, Keep, onProgress, cancellationToken);
            if (result.ExitCode != 0)
                throw new RefusedException(
                    Refusal.Invalid,
                    Failure(recipe, result) + await RefusedAsync(spec.Id, cancellationToken)
                );
        }
        finally
        {
            await sandbox.CloseAsync(CancellationToken.None);
        }
    }

    /// <summary>What the setup was not let through to: package managers seldom say it.</summary>
    private async Task<string> RefusedAsync(string id, CancellationToken cancellationToken)
    {
        var left = await sandboxes.ReadEgressAsync(id, 0, cancellationToken);
        return string.Concat(
            left.Totals.Where(total => total.Refusal is not null)
                .Select(total => $"{total.Host}:{total.Port}")
                .Distinct()
                .Take(5)
                .Select(host =>
                    $"\n[network: {host} was refused. A host that the setup needs is named in \"registries\" of .polpo/polpo.json]"
                )
        );
    }

    private static string Failure(Recipe recipe, ExecResult result)
    {
        var how = result.TimedOut
            ? $"was stopped after {_limit.TotalMinutes:0} minutes"
            : $"ended with exit code {result.ExitCode}";
        if (result.LimitsHit.Length > 0)
            how += $". {result.LimitsHit.TrimEnd('.')}";
        var last = result.Output.TrimEnd().Split('\n').TakeLast(LinesTold);
        return $"The environment could not be built: \"{recipe.Script}\" {how}. Put it right, or set \"setup\" in .polpo/polpo.json. Its last lines:\n{string.Join('\n', last)}";
    }
}
