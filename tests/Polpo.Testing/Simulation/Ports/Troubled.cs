using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Polpo.Testing.Simulation.Ports;

/// <summary>A port whose calls take simulated time and may fail, whichever method it is: as git, sandboxes and their machines do.</summary>
/// <remarks>Public, and open to inheritance, since the runtime derives the port's implementation from it.</remarks>
public class Troubled<T> : DispatchProxy
    where T : class
{
    private T _inner = null!;
    private Func<string, CancellationToken, Task> _before = null!;
    private Func<object?, object?> _answer = answer => answer;

    /// <param name="before">Waits, and fails or not, before a call; given the method's name.</param>
    /// <param name="answer">What is answered instead of what the port answers; null: the same.</param>
    public static T Make(T inner, Func<string, CancellationToken, Task> before, Func<object?, object?>? answer = null)
    {
        var port = Create<T, Troubled<T>>();
        var troubled = (Troubled<T>)(object)port;
        (troubled._inner, troubled._before) = (inner, before);
        troubled._answer = answer ?? troubled._answer;
        return port;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!; // the runtime names the method that is called
        var result = method.ReturnType;
        if (!result.IsAssignableTo(typeof(Task)))
            return Call(method, args);
        if (result == typeof(Task))
            return AfterAsync(method, args);
        return typeof(Troubled<T>)
            .GetMethod(nameof(AnswerAfterAsync), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(result.GetGenericArguments())
            .Invoke(this, [method, args]);
    }

    private async Task AfterAsync(MethodInfo method, object?[]? args)
    {
        await _before(method.Name, Token(args));
        await (Task)Call(method, args)!;
    }

    private async Task<TAnswer> AnswerAfterAsync<TAnswer>(MethodInfo method, object?[]? args)
    {
        await _before(method.Name, Token(args));
        return (TAnswer)_answer(await (Task<TAnswer>)Call(method, args)!)!;
    }

    private object? Call(MethodInfo method, object?[]? args)
    {
        try
        {
            return method.Invoke(_inner, args);
        }
        catch (TargetInvocationException failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerException!); // it always has one
            throw;
        }
    }

    private static CancellationToken Token(object?[]? args) =>
        args?.OfType<CancellationToken>().FirstOrDefault() ?? CancellationToken.None;
}
