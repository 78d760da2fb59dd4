using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Agents;
using Polpo.Core.Identity;
using Polpo.Core.Vault;
using Polpo.Core.Vault.Entries;
using Polpo.Core.Vault.Uses;
using Polpo.Engine.Kernel;
using Polpo.Server.Access;
using Polpo.Server.Workspaces;

namespace Polpo.Server.Vault;

/// <summary>Secrets go in here; no route gives one out.</summary>
internal static class VaultEndpoints
{
    private const int UsualUses = 50;
    private const int MostUses = 1000;

    public static void MapVault(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/vault").WithTags("Vault");
        group
            .MapGet("", ListAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary("The secrets of a workspace, without their values.");
        group
            .MapGet("/{name}", GetAsync)
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary("One secret: its type and fields, without what is secret.");
        group
            .MapPut("/{name}", SetAsync)
            .Needs(PermissionKeys.WorkspacesEdit)
            .WithSummary("Keeps a secret for a workspace or one of its agents.");
        group.MapDelete("/{name}", RemoveAsync).Needs(PermissionKeys.WorkspacesEdit).WithSummary("Forgets a secret.");
        api.MapGet("/vault-uses", UsesAsync)
            .WithTags("Vault")
            .Needs(PermissionKeys.WorkspacesView)
            .WithSummary("Who used the secrets of a workspace, and where their values went; the newest first.");
        group
            .MapPost("/rotation", RotateAsync)
            .Needs(PermissionKeys.SettingsManage)
            .WithSummary("Seals all secrets of this installation under a new key.");
    }

    private static async Task<Page<SecretView>> ListAsync(
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        VaultCommands vault,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        return new([.. (await vault.ListAsync(chosen, cancellationToken)).Select(View)]);
    }

    private static async Task<SecretView> GetAsync(
        string name,
        string? agent,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        VaultCommands vault,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        return View(await vault.GetAsync(chosen, name, VaultDoor.Owner(agent), cancellationToken));
    }

    private static async Task<SecretView> SetAsync(
        string name,
        SetSecret body,
        string? agent,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        VaultDoor door,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        return View(await door.SetAsync(chosen, name, agent, body, caller, cancellationToken));
    }

    private static async Task<NoContent> RemoveAsync(
        string name,
        string? agent,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        VaultCommands vault,
        CancellationToken cancellationToken
    )
    {
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        await vault.RemoveAsync(chosen, name, VaultDoor.Owner(agent), caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<VaultRotation> RotateAsync(
        Caller caller,
        VaultCommands vault,
        CancellationToken cancellationToken
    )
    {
        var (secrets, workspaces) = await vault.RotateAsync(caller, cancellationToken);
        return new VaultRotation(secrets, workspaces);
    }

    private static async Task<Page<SecretUseView>> UsesAsync(
        string? name,
        int? take,
        string? workspace,
        Caller caller,
        WorkspaceChoice choice,
        VaultUses uses,
        CancellationToken cancellationToken
    )
    {
        if (take is < 1 or > MostUses)
            throw new RefusedException(Refusal.Invalid, $"\"take\" must lie between 1 and {MostUses}, found {take}.");
        var chosen = await choice.ResolveAsync(workspace, caller, cancellationToken);
        var read = await uses.ReadAsync(chosen.Id, name, take ?? UsualUses, cancellationToken);
        return new([.. read.Select(View)]);
    }

    private static SecretUseView View(VaultUse use) =>
        new(
            use.At,
            use.Secret,
            use.Agent,
            use.Person,
            use.Session,
            use.Call,
            use.Host,
            use.Host is null ? null : use.Port,
            use.Host is null ? null : use.Requests
        );

    private static SecretView View(VaultEntry entry) =>
        new(entry.Name, entry.Agent, entry.Hosts, entry.CreatedAt, entry.UpdatedAt)
        {
            Type = entry.Type.Word,
            Label = entry.Label,
            Fields =
            [
                .. entry.Fields.Select(field => new SecretFieldView(
                    field.Name,
                    field.IsSecret ? field.VariableOf(entry.Name) : null,
                    field.Shown
                )),
            ],
        };
}
