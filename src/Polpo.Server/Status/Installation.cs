using System.Reflection;
using Polpo.Client;
using Polpo.Core;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Subjects;

namespace Polpo.Server.Status;

/// <summary>What <c>/status</c> tells: a few numbers and what the installation runs on.</summary>
internal sealed class Installation(
    PolpoCoreOptions options,
    WorkCounts counts,
    StorageProbe storage,
    ISandboxes sandboxes,
    IModels models,
    ModelEnvironment environment,
    ServerList servers,
    TimeProvider time
)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public static string Version { get; } =
        typeof(Installation)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0";

    public async Task<ServerStatus> StatusAsync(Caller caller, CancellationToken cancellationToken)
    {
        var (running, waiting) = await counts.CountAsync(caller, cancellationToken);
        return new ServerStatus(
            Version,
            options.Database is null ? "sqlite" : "postgresql",
            await SandboxAsync(cancellationToken),
            await ModelAsync(cancellationToken),
            running,
            waiting,
            _startedAt,
            await storage.ExamineAsync(cancellationToken) is { } trouble
                ? new StorageTroubleView(trouble.Message, trouble.Since)
                : null
        )
        {
            Servers = await ServersAsync(cancellationToken),
            ModelVariables = [.. ModelVariables.Names.Where(name => environment[name] is not null)],
        };
    }

    private async Task<IReadOnlyList<ServerView>> ServersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. (await servers.ReadAsync(cancellationToken)).Select(server => new ServerView(
                    server.Name,
                    server.Roles,
                    server.StartedAt,
                    server.IsThis,
                    server.Runs,
                    server.Holds
                )),
            ];
        }
        catch (StorageException)
        {
            // Told as trouble.
            return [];
        }
    }

    private async Task<string> SandboxAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await sandboxes.InspectAsync(cancellationToken)).Kind;
        }
        catch (RefusedException)
        {
            // The doctor tells what is missing.
            return "unavailable";
        }
    }

    private async Task<string?> ModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await models.DefaultAsync(options.Home.Root, cancellationToken)).ToString();
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
