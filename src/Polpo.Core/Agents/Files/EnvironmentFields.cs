using System.Text.Json;
using System.Text.RegularExpressions;
using Polpo.Core.Environments;
using Polpo.Core.Environments.Caches;
using Polpo.Core.Environments.Services;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Agents.Files;

/// <summary>Reads <c>environment</c>: <c>{"setup":"make deps","registries":["npm.example.com"],"services":["postgres",{"name":"cache","start":"…","ready":"…"}]}</c>.</summary>
internal static partial class EnvironmentFields
{
    private const int MostServices = 8;
    private const int LongestWait = 600;

    private static readonly FieldSet Known = new(
        "an environment",
        "setup",
        "registries",
        "services",
        "image",
        "caches"
    );
    private static readonly FieldSet KnownOfService = new(
        "a service",
        "name",
        "start",
        "ready",
        "readySeconds",
        "variables"
    );

    public static EnvironmentSpec Read(JsonText file, JsonFields environment, string? setup)
    {
        environment.Know(Known);
        var services = environment.Items("services", (part, path) => Service(environment, part, path)) ?? [];
        if (services.Count > MostServices || services.DistinctBy(service => service.Name).Count() < services.Count)
            throw file.Refuse(
                environment.Source["services"]!,
                $"{environment.Path("services")} has at most {MostServices} services, each with a name of its own."
            );
        return new EnvironmentSpec
        {
            Setup = environment.String("setup") ?? setup,
            Image = Image(environment),
            Registries = environment.Hosts("registries") ?? [],
            Caches = environment.Items("caches", (part, path) => Cache(environment, part, path)) ?? [],
            Services = services,
        };
    }

    private static string Cache(JsonFields environment, JsonPart part, string path) =>
        environment.Text(part, path) is var name && KnownCaches.Names.Contains(name)
            ? name
            : throw environment.Wrong(part, path, $"one of {string.Join(", ", KnownCaches.Names)}");

    /// <summary>A name only: a repository that names a directory would have agents read that of whoever opens it.</summary>
    private static string? Image(JsonFields environment) =>
        environment.String("image") is not { } name || SandboxImages.IsName(name)
            ? environment.String("image")
            : throw environment.Wrong(
                environment.Source["image"]!,
                environment.Path("image"),
                $"the name of one of the images that the installation offers in {SandboxImages.NamedVariable}"
            );

    private static ServiceSpec Service(JsonFields environment, JsonPart part, string path)
    {
        if (part.Kind == JsonTokenType.String)
            return KnownServices.Find(part.Text)
                ?? throw environment.Wrong(
                    part,
                    path,
                    $"\"{KnownServices.Postgres}\", or an object with name, start and ready"
                );
        var fields = environment.At(part, path);
        fields.Know(KnownOfService);
        var name = fields.Required("name");
        if (!NamePattern().IsMatch(name))
            throw fields.Wrong(fields.Source["name"]!, fields.Path("name"), "up to 30 letters, digits and -");
        return new ServiceSpec(name, fields.Required("start"), fields.Required("ready"))
        {
            ReadySeconds = fields.Whole("readySeconds", least: 1) switch
            {
                null => 30,
                > LongestWait => throw fields.Wrong(
                    fields.Source["readySeconds"]!,
                    fields.Path("readySeconds"),
                    $"at most {LongestWait}"
                ),
                { } seconds => (int)seconds,
            },
            Variables = fields.Object("variables") is { } variables ? Variables(variables) : [],
        };
    }

    private static Dictionary<string, string> Variables(JsonFields variables)
    {
        var texts = variables.Texts();
        foreach (var name in texts.Keys.Where(name => !VariablePattern().IsMatch(name)))
            throw variables.Wrong(variables.Source[name]!, variables.Path(name), "named like DATABASE_URL");
        return texts.ToDictionary();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,29}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();
}
