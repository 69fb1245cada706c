using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tongtang.Protocol.Settings;

namespace Tongtang.Protocol.Programs;

/// <summary>From the command line to the exit code.</summary>
public static class Serving
{
    /// <summary>The exit code when settings, data folder or port do not let the program start.</summary>
    public const int CannotStart = 2;

    /// <summary>The exit code of a part that ended although nobody asked; whoever watches the service starts it again.</summary>
    public const int Died = 70;

    /// <summary>The exit code of a command that was broken off, as shells have it for Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>Longer than the host's own limit for ending, so that what is in hand (a lesson's last segments) is brought to its end.</summary>
    private static readonly TimeSpan s_endWithin = TimeSpan.FromSeconds(40);

    /// <summary>Does what the words say. A setting or a state of things that does not let it start is told in one line each.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter output, TextWriter errors)
    {
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = errors, ProcessTerminationTimeout = s_endWithin };
        try
        {
            return await root.Parse(args).InvokeAsync(invocation);
        }
        catch (Exception error) when (error is SettingException or CannotStartException)
        {
            await errors.WriteLineAsync(error.Message);
            return CannotStart;
        }
        catch (OperationCanceledException error) when (error.InnerException is not TimeoutException)
        {
            // Nothing but a signal and a time limit breaks a command off.
            return Interrupted;
        }
    }

    /// <summary>Starts the program, alone on its data folder, and waits for its end.</summary>
    /// <returns>0 when it was asked to end, <see cref="Died"/> when a part of it died.</returns>
    /// <exception cref="CannotStartException">The data folder or an address is in use.</exception>
    public static async Task<int> UntilEndedAsync(WebApplication app, CancellationToken cancellationToken)
    {
        using var only = app.Services.GetRequiredService<DataFolder>().Lock();
        using var lastWord = new LastWord(app.Services, cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            // What has started already is ended in order, or each of its loops would complain of being cut off.
            await app.StopAsync(CancellationToken.None);
            // Kestrel's words name the address that another program holds.
            throw new CannotStartException(error.Message, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A loop died before the program had started: the host has broken the start off.
            lastWord.Say();
            return Died;
        }
        var manager = app.Services.GetService<ServiceManager>();
        using var stopping = app.Lifetime.ApplicationStopping.Register(() => manager?.Stopping());
        manager?.Ready();
        await app.WaitForShutdownAsync(cancellationToken);
        return lastWord.Say() ? Died : 0;
    }
}
