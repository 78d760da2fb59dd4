using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Polpo.Server.Errors;

/// <summary>Which value of a request's path or query its route could not read: the framework answers 400 without a word.</summary>
internal static class QueryValues
{
    /// <summary>Null: all of them can be read.</summary>
    public static string? Explain(HttpContext context)
    {
        var parameters = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [];
        foreach (var parameter in parameters.Where(parameter => parameter.HasTryParse))
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType);
            var name = JsonName(parameter.Name);
            if (type is null || context.Request.Query[name].ToString() is not { Length: > 0 } given)
                continue;
            if (!TypeDescriptor.GetConverter(type).IsValid(given))
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"\"{name}\" cannot be \"{given}\": it must be {Kind(type)}."
                );
        }
        return null;
    }

    private static string Kind(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : $"a {type.Name}";

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
