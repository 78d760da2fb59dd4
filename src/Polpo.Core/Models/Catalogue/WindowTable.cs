using Polpo.Core.Models.Providers;

namespace Polpo.Core.Models.Catalogue;

/// <summary>Windows by <c>provider/model</c>: a custom provider's own, else ours, else a common size.</summary>
internal sealed class WindowTable
{
    private readonly ByModel<ModelWindow> _windows = ByModel<ModelWindow>.Embedded("windows.json");

    public ModelWindow Find(Provider? provider, ModelRef model) =>
        provider?.Windows.GetValueOrDefault(model.Model) ?? _windows.Find(model) ?? ModelWindow.Unknown;
}
