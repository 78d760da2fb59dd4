using Polpo.Engine.Kernel;

namespace Polpo.Core.Models;

/// <summary>Which models this installation has: from keys in the environment, <c>.polpo/polpo.json</c>, local model servers, else the demo.</summary>
public interface IModels
{
    /// <summary>Reads <c>provider/model</c>, <c>provider:model</c> or a bare name whose prefix tells the provider.</summary>
    /// <exception cref="RefusedException">The provider cannot be told, or has no key here; the message says which variable to set.</exception>
    ModelRef Resolve(string repositoryPath, string text);

    /// <summary>The first model found when nobody named one (decision 16 of the architecture).</summary>
    Task<ModelRef> DefaultAsync(string repositoryPath, CancellationToken cancellationToken);
}
