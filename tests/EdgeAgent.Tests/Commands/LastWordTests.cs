using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Tests.Commands;

public sealed class LastWordTests
{
    [Fact]
    public async Task Loop_DiesUnasked_EndsTheProcessWithItsNameAndReasonInTheLog()
    {
        using var folder = new TemporaryFolder();
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddInMemoryCollection([new("Agent:DataFolder", folder["data"]), new("Panel:Listen", "http://127.0.0.1:0")])
            .Build();
        await using (var app = Program.Build(settings, builder => builder.Services.AddHostedService<FailingLoop>()))
            Assert.Equal(Serving.Died, await Serving.UntilEndedAsync(app, CancellationToken.None));
        var log = await File.ReadAllTextAsync(Directory.GetFiles(folder["data/logs"], "agent-*.log").Single());
        Assert.Contains("This program ends because FailingLoop died: out of chalk", log);
    }

    private sealed class FailingLoop(TimeProvider time) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, stoppingToken);
            throw new InvalidOperationException("out of chalk");
        }
    }
}
