using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Access;
using Polpo.Core.Identity;

namespace Polpo.Server.Access;

/// <summary>What one has done later, by the clock or at the end of a task, one has to be allowed to do now.</summary>
internal static class ActionRights
{
    /// <param name="action"><c>{ kind, … }</c>; what is no known kind is refused where it is read.</param>
    public static void RequireFor(this Caller caller, JsonObject? action)
    {
        if (action?["kind"] is not JsonValue kind || kind.GetValueKind() != JsonValueKind.String)
            return;
        var needed = kind.GetValue<string>() switch
        {
            "mission" => PermissionKeys.SessionsEdit,
            "webhook" => PermissionKeys.WorkspacesEdit,
            _ => PermissionKeys.SessionsCreate,
        };
        caller.Require(needed);
    }
}
