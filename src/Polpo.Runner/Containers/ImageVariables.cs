using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Containers;

/// <summary>The environment of commands in a container: ours, and what the image adds to it.</summary>
internal static class ImageVariables
{
    /// <param name="variables">The image's, as <c>NAME=value</c>. Its folders of programs come after those of the home.</param>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> variables)
    {
        var all = new Dictionary<string, string>(Launch.Environment(Within.Home));
        foreach (var variable in variables)
            if (variable.Split('=', 2) is [var name, var value])
                if (name == "PATH")
                    all[name] = $"{Within.Home}/.venv/bin:{value}";
                else
                    all.TryAdd(name, value);
        return all;
    }
}
