using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;

namespace Tongtang.Protocol.Tests.Programs;

/// <summary>A program of one loop, with the real log files.</summary>
public sealed class ServingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder["data"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Loop_Throws_ProgramEndsWithItsNameAsTheLogsLastWord()
    {
        Assert.Equal(Serving.Died, await ServeAsync(_ => throw new InvalidOperationException("out of chalk")));
        // Behind it stands nothing but its own stack.
        var last = LogText().Split('\n').Last(line => line.StartsWith("20", StringComparison.Ordinal));
        Assert.Contains("FTL Tongtang This program ends because Loop died: out of chalk", last);
    }

    [Fact]
    public async Task Loop_IsCancelledByItself_CountsAsDead()
    {
        Assert.Equal(Serving.Died, await ServeAsync(_ => throw new TaskCanceledException("the connection timed out")));
        Assert.Contains("This program ends because Loop died", LogText());
    }

    [Fact]
    public async Task Loop_DiesBeforeTheStartIsOver_CountsAsDead()
    {
        Assert.Equal(Serving.Died, await ServeAsync(_ => throw new TaskCanceledException("at once"), atOnce: true));
        Assert.Contains("This program ends because", LogText());
    }

    [Fact]
    public async Task AskedToEnd_IsNoDeath()
    {
        using var end = new CancellationTokenSource();
        var served = ServeAsync(stopping => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping), started: end.Cancel, cancellationToken: end.Token);
        Assert.Equal(0, await served);
        Assert.DoesNotContain("This program ends", LogText());
    }

    [Fact]
    public async Task Address_InUse_IsToldWithoutAStack()
    {
        using var held = new TcpListener(IPAddress.Loopback, 0);
        held.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)held.LocalEndpoint).Port}";
        var (output, errors) = (new StringWriter(), new StringWriter());
        var root = new RootCommand();
        root.SetAction((_, ct) => ServeAsync(stopping => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping), address: address, cancellationToken: ct));
        Assert.Equal(Serving.CannotStart, await Serving.RunAsync(root, [], output, errors));
        Assert.Contains(address, errors.ToString());
        Assert.DoesNotContain("   at ", errors.ToString());
    }

    [Fact]
    public async Task Command_BrokenOff_EndsAsShellsKnowIt()
    {
        var root = new RootCommand();
        root.SetAction((_, _) => Task.FromException<int>(new OperationCanceledException()));
        Assert.Equal(Serving.Interrupted, await Serving.RunAsync(root, [], TextWriter.Null, TextWriter.Null));
        root.SetAction((_, _) => Task.FromException<int>(new TaskCanceledException("late", new TimeoutException())));
        await Assert.ThrowsAsync<TaskCanceledException>(() => Serving.RunAsync(root, [], TextWriter.Null, TextWriter.Null));
    }

    [Fact]
    public void Folder_IsItsOwnersOnly_AndOneProgramsAtATime()
    {
        var folder = new DataFolder(Data);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        using (folder.Lock()) Assert.Contains("--data", Assert.Throws<CannotStartException>(() => new DataFolder(Data).Lock()).Message);
        using var again = folder.Lock();
    }

    [Fact]
    public void Folder_BelowAFile_SaysSo()
    {
        File.WriteAllText(_folder["file"], "");
        Assert.Contains("cannot be made", Assert.Throws<CannotStartException>(() => new DataFolder(_folder["file/data"])).Message);
    }

    [Fact]
    public void Folder_NobodyAsksFor_IsNotMade()
    {
        using (new ServiceCollection().AddDataFolder(Data).AddLogging(logging => logging.AddLogs(new LogOptions(), Data, "test")).BuildServiceProvider()) { }
        Assert.False(Directory.Exists(Data));
    }

    private async Task<int> ServeAsync(Func<CancellationToken, Task> loop, Action? started = null, string address = "http://127.0.0.1:0", bool atOnce = false, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Services.AddDataFolder(Data);
        builder.Logging.AddLogs(new LogOptions(), Data, "test");
        builder.Services.AddHostedService(services => new Loop(loop, atOnce ? null : services.GetRequiredService<IHostApplicationLifetime>()));
        await using var app = builder.Build();
        if (started is not null) app.Lifetime.ApplicationStarted.Register(started);
        return await Serving.UntilEndedAsync(app, cancellationToken);
    }

    private string LogText() => string.Join('\n', Directory.GetFiles(Path.Combine(Data, "logs"), "test-*.log").Select(File.ReadAllText));

    private sealed class Loop(Func<CancellationToken, Task> work, IHostApplicationLifetime? after) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = after?.ApplicationStarted.Register(started.SetResult);
            if (after is not null) await started.Task.WaitAsync(stoppingToken);
            await Task.Yield();
            await work(stoppingToken);
        }
    }
}
