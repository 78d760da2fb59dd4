using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Identity;

namespace Polpo.Core.Access;

/// <summary>What one has done later, by the clock or at the end of a task, one has to be allowed to do, when it is asked for and when it is done.</summary>
public static class ActionRights
{
    /// <param name="action"><c>{ kind, … }</c>; what is no known kind is refused where it is read.</param>
    /// <exception cref="Engine.Kernel.RefusedException">The caller may not do it themselves.</exception>
    public static void RequireFor(this Caller caller, JsonObject? action)
    {
        foreach (var needed in NeededFor(action))
            caller.Require(needed);
    }

    /// <summary>The permission keys without which nobody has it done.</summary>
    internal static IEnumerable<string> NeededFor(JsonObject? action)
    {
        if (action?["kind"] is not JsonValue kind || kind.GetValueKind() != JsonValueKind.String)
            yield break;
        yield return kind.GetValue<string>() switch
        {
            "mission" => PermissionKeys.SessionsEdit,
            "webhook" => PermissionKeys.WorkspacesEdit,
            _ => PermissionKeys.SessionsCreate,
        };
        if (action["task"] is JsonObject task && task["merge"]?.GetValueKind() == JsonValueKind.True)
            yield return PermissionKeys.SessionsMerge;
    }
}
