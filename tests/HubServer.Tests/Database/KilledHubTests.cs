using System.Collections.Concurrent;
using System.Net.Http.Json;
using Tongtang.Harness;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>A hub as a process of its own, killed in the middle of writing: what it had answered for is there afterwards.</summary>
public sealed class KilledHubTests
{
    private const int Rounds = 3;

    [Fact]
    public async Task Hub_KilledWhileWriting_KeepsEverythingItAnsweredFor()
    {
        using var folder = new TemporaryFolder();
        var (code, token, error) = await HubCommand.RunAsync("token", "create", "--name", "test", "--data", folder.Path);
        Assert.True(code == 0, error);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var answered = new ConcurrentBag<string>();
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var hub = await HubProcess.StartAsync(folder.Path, token.Trim());
            var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; ; i++)
                {
                    try
                    {
                        answered.Add(await hub.Client.PostForIdAsync("/api/v1/regions", new { name = $"{round} {writer} {i}" }));
                    }
                    catch (HttpRequestException)
                    {
                        Interlocked.Increment(ref refused);
                        return;
                    }
                }
            })).ToList();
            while (answered.Count < (round + 1) * 100) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
            hub.Kill();
            await Task.WhenAll(writers);
        }
        // Each writer was cut off in mid-request once a round: the kill really fell into the writing.
        Assert.Equal(Rounds * 8, refused);

        using var last = await HubProcess.StartAsync(folder.Path, token.Trim());

        var total = (await last.Client.GetJsonAsync("/api/v1/regions?pageSize=1"))["total"]!.GetValue<int>();
        Assert.InRange(total, answered.Count, answered.Count + Rounds * 8);
        foreach (var id in answered) Assert.True((await last.Client.GetAsync($"/api/v1/regions/{id}")).IsSuccessStatusCode, $"{id} was answered for and is gone");
    }
}
