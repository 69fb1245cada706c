using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Tests.Readings;

public sealed class DamagedReadingsTests
{
    [Fact]
    [Trait("database", "sqlite")]
    public async Task Start_ReadingsAreNoDatabase_HubStartsAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["readings.db"], new string('x', 9000));
        await using var hub = await RunningHub.StartAsync(folder);
        var repair = Assert.Single(hub.Services.GetRequiredService<StoreRepairs>().All);
        Assert.Equal(("readings.db", StoreKind.Database), (repair.File, repair.Kind));
        Assert.Equal(9000, new FileInfo(repair.MovedTo!).Length);
    }
}
