using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Access;
using Polpo.Core.Access.Keys;
using Polpo.Core.Agents;
using Polpo.Core.Answers;
using Polpo.Core.Approvals;
using Polpo.Core.Approvals.Requests;
using Polpo.Core.Assessment;
using Polpo.Core.Budgets;
using Polpo.Core.Costs;
using Polpo.Core.Departures;
using Polpo.Core.Environments;
using Polpo.Core.Events;
using Polpo.Core.Gateway;
using Polpo.Core.Git;
using Polpo.Core.Git.Worktrees.Spares;
using Polpo.Core.History;
using Polpo.Core.Identity;
using Polpo.Core.Identity.Families;
using Polpo.Core.Missions;
using Polpo.Core.Missions.Runs;
using Polpo.Core.Models;
using Polpo.Core.Playbooks;
using Polpo.Core.Providers;
using Polpo.Core.Receipts;
using Polpo.Core.Retention;
using Polpo.Core.Sandboxes;
using Polpo.Core.Schedules;
using Polpo.Core.Sessions;
using Polpo.Core.SingleSignOn;
using Polpo.Core.Tasks;
using Polpo.Core.Tasks.Deadlines;
using Polpo.Core.Tools;
using Polpo.Core.Vault;
using Polpo.Core.Webhooks;
using Polpo.Core.Workspaces;
using Polpo.Engine;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core;

/// <summary>How an installation runs: what the command line and the configuration decided, once, before the start.</summary>
public sealed record PolpoCoreOptions
{
    public required PolpoHome Home { get; init; }

    /// <summary>A PostgreSQL connection string; null: the embedded database under <see cref="Home"/>.</summary>
    public string? Database { get; init; }

    /// <summary>The rung of the sandbox ladder by name; null: the best that this machine has.</summary>
    public string? SandboxKind { get; init; }

    /// <summary>Whether this process runs agents, and not only answers requests.</summary>
    public bool Works { get; init; } = true;

    /// <summary>What this process does, as other servers are told it.</summary>
    public string Roles { get; init; } = "worker";

    /// <summary>How claims and logs name this server.</summary>
    public required string ServerName { get; init; }

    /// <summary>The first hex digits of the ids from which on this process works; null: it works on everything that there is to do.</summary>
    public string? Since { get; init; }

    /// <summary>Keys and addresses of models are read from here; null: the process's own environment.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}

/// <summary>The composition root of everything without a door: the engine, then the features in their order.</summary>
public static class CoreFeatures
{
    public static IServiceCollection AddPolpoCore(this IServiceCollection services, PolpoCoreOptions options)
    {
        var environment = options.Variables is { } variables
            ? new ModelEnvironment(variables)
            : ModelEnvironment.FromProcess();
        services
            .AddSingleton(options)
            .AddSingleton(environment)
            .AddEngine(EngineOf(options))
            .AddPeople(environment)
            .AddWorkspaces()
            .AddVault(VaultOf(environment))
            .AddGit(SpareOptions.Read(environment["POLPO_SPARES"], environment["POLPO_SPARES_GB"]))
            .AddSandboxes(SandboxesOf(options, environment))
            .AddEnvironments()
            .AddModels()
            .AddBudgets()
            .AddGateway()
            .AddTools()
            .AddAgents()
            .AddSessions()
            .AddProviders()
            .AddAssessment()
            .AddApprovals()
            .AddReceipts()
            .AddTasks(new TaskOptions { JudgeModel = environment["POLPO_JUDGE_MODEL"] })
            .AddSchedules()
            .AddMissions()
            .AddPlaybooks()
            .AddCosts()
            .AddPublicEvents()
            .AddWebhooks(options.Works)
            .AddDepartures()
            .AddHistory()
            .AddRetention(RetentionOptions.Read(name => environment[name]))
            .AddAnswers();
        if (options.Database is not null)
            services.AddVaultSharing().AddGitSharing().AddReceiptSharing();
        return options.Works ? services.AddRetentionTimer() : services;
    }

    private static VaultOptions VaultOf(ModelEnvironment environment) =>
        new()
        {
            Keys = environment["POLPO_VAULT_KEY"],
            References = environment["POLPO_VAULT_ENV"],
            Variables = name => environment[name],
        };

    private static IServiceCollection AddPeople(this IServiceCollection services, ModelEnvironment environment)
    {
        var keys = KeyOptions.Read(environment[KeyOptions.Variable]);
        var login = LoginSettings.Read(name => environment[name], keys);
        return services
            .AddIdentity(login is null ? null : new FamilyOptions(login.AccessLife, login.RefreshLife))
            .AddAccess(keys)
            .AddSingleSignOn(login);
    }

    private static SandboxOptions SandboxesOf(PolpoCoreOptions options, ModelEnvironment environment) =>
        new()
        {
            Kind = options.SandboxKind,
            Images = SandboxImages.Read(
                environment[SandboxImages.StandardVariable],
                environment[SandboxImages.NamedVariable]
            ),
            Containers = ContainerSource.Read(environment["DOCKER_HOST"], environment[SandboxImages.StandardVariable]),
            Bounds = SandboxBounds.From(name => environment[name]),
            AllowedHosts = NetworkPolicy.List("POLPO_ALLOWED_HOSTS", environment["POLPO_ALLOWED_HOSTS"]),
            DeniedHosts = NetworkPolicy.List("POLPO_DENIED_HOSTS", environment["POLPO_DENIED_HOSTS"]) ?? [],
        };

    private static EngineOptions EngineOf(PolpoCoreOptions options) =>
        new()
        {
            Home = options.Home.Root,
            Database = options.Database,
            ServerName = options.ServerName,
            Worker = options.Works,
            Roles = options.Roles,
            Own = OwnOf(options.Since),
        };

    private static OwnWork OwnOf(string? since) =>
        since is null
            ? OwnWork.All
            : new OwnWork(
                new Dictionary<string, string>
                {
                    [SessionStore.Kind] = $"{Session.Prefix}_{since}",
                    [ApprovalWork.Kind] = $"{Approval.Prefix}_{since}",
                    [TaskWork.Kind] = $"{AgentTask.Prefix}_{since}",
                    [TaskDeadline.SubjectKind] = $"{AgentTask.Prefix}_{since}",
                    [ScheduleWork.Kind] = $"{Schedule.Prefix}_{since}",
                    [MissionWork.Kind] = $"{MissionRun.Prefix}_{since}",
                }
            );
}
