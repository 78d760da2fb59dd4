using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Models;
using Polpo.Core.Models.Catalogue;
using Polpo.Core.Models.Providers;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Models;

/// <summary>The models of an installation with the given environment and a repository of its own.</summary>
internal sealed class ModelsBench : IDisposable
{
    private readonly ServiceProvider _services;

    public ModelsBench(params (string Name, string Value)[] environment)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Ports on which nothing listens, whatever runs on this machine.
            ["OLLAMA_BASE_URL"] = "http://127.0.0.1:1/v1",
            ["LMSTUDIO_BASE_URL"] = "http://127.0.0.1:1/v1",
            ["LLAMACPP_BASE_URL"] = "http://127.0.0.1:1/v1",
        };
        foreach (var (name, value) in environment)
            variables[name] = value;
        _services = new ServiceCollection()
            .AddSingleton(new ModelEnvironment(variables))
            .AddSingleton(new PolpoHome(Path.Combine(Folder, "home")))
            .AddModels()
            .BuildServiceProvider();
        Directory.CreateDirectory(Path.Combine(Folder, ".polpo"));
    }

    /// <summary>The repository.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("polpo-models-").FullName;

    public IModels Models => _services.GetRequiredService<IModels>();
    public PriceTable Prices => _services.GetRequiredService<PriceTable>();
    public WindowTable Windows => _services.GetRequiredService<WindowTable>();

    public Endpoint Endpoint(string provider) =>
        _services.GetRequiredService<ProviderTable>().Endpoint(Folder, provider);

    public ModelsBench With(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, file))!);
        File.WriteAllText(Path.Combine(Folder, file), content);
        return this;
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
