using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Commands;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Commands;

public sealed class LastWordTests
{
    [Fact]
    public async Task Loop_DiesUnasked_EndsTheProcessWithItsNameAndReason()
    {
        using var folder = new TemporaryFolder();
        using var log = new LogWatch().Expect("The agent ends because FailingLoop died: out of chalk").Expect("BackgroundService failed").Expect("out of chalk");
        await using var app = Program.Build(Settings(folder), builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Services.AddHostedService<FailingLoop>();
        });
        Assert.Equal(70, await AgentCommands.ServeAsync(app, CancellationToken.None));
        Assert.Contains(log.Lines, l => l.StartsWith("Critical", StringComparison.Ordinal) && l.Contains("FailingLoop died: out of chalk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecondAgent_OnTheSameFolder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var app = Program.Build(Settings(folder), builder => builder.Logging.ClearProviders());
        using var first = app.Services.GetRequiredService<DataFolder>().Lock();
        var error = Assert.Throws<DataFolderInUseException>(() => new DataFolder(folder["data"]).Lock());
        Assert.Contains("--data", error.Message);
    }

    private static IConfiguration Settings(TemporaryFolder folder) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
        .AddInMemoryCollection([new("Agent:DataFolder", folder["data"]), new("Panel:Listen", "http://127.0.0.1:0")])
        .Build();

    private sealed class FailingLoop(TimeProvider time) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, stoppingToken);
            throw new InvalidOperationException("out of chalk");
        }
    }
}
