namespace Polpo.Core.Models.Demo;

/// <summary>How the model is called that is there when there is none.</summary>
public static class DemoName
{
    public static string Text => DemoModel.Ref.ToString();
}
