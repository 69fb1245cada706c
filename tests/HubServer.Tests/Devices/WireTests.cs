using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Tongtang.Harness;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Devices.MadeUpDevices;

namespace Tongtang.HubServer.Tests.Devices;

public sealed class WireTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private DevicesFixture _fixture = null!;

    private string Address => $"{_fixture.Room}/devices/projector/wire";

    public async Task InitializeAsync() => _fixture = await DevicesFixture.StartAsync(_time);

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Wire_Watched_IsToldPieceByPieceUntilItsTimeIsOver()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.DescribedAsync(1);
        var watch = await (await _fixture.Client.PostAsJsonAsync(Address, new { seconds = 60 })).JsonAsync();
        Assert.Equal(_time.GetUtcNow().AddSeconds(60), watch["until"]!.GetValue<DateTimeOffset>());
        Assert.Equal(("projector", 60u), await AskedAsync(box));
        using var reader = new StreamReader(await _fixture.Client.GetStreamAsync(Address));
        await reader.ReadLineAsync();
        await reader.ReadLineAsync();

        await box.Link.SayAsync(new AgentMessage
        {
            Wire = new WirePieces
            {
                Device = "projector",
                Skipped = 2,
                Pieces =
                {
                    new WirePiece { Number = 7, AtMs = 1_788_220_800_000, Outgoing = true, Data = ByteString.CopyFromUtf8("%1POWR 1\r"), Length = 9 },
                    new WirePiece { Number = 8, AtMs = 1_788_220_800_100, Hidden = true, Data = ByteString.CopyFromUtf8("JBMIAProjectorLink"), Length = 18 },
                },
            },
        });

        Assert.Equal("event: pieces", await reader.ReadLineAsync());
        var told = JsonNode.Parse((await reader.ReadLineAsync())!["data: ".Length..])!;
        Assert.Equal(2, told["missed"]!.GetValue<int>());
        Assert.Equal("""{"number":7,"at":"2026-09-01T00:00:00.000Z","direction":"out","hex":"2531504F575220310D","text":"%1POWR 1·","length":9,"hidden":false}""", told["pieces"]![0]!.ToJsonString(JsonDefaults.Options));
        Assert.Equal("""{"number":8,"at":"2026-09-01T00:00:00.100Z","direction":"in","hex":"","text":"","length":18,"hidden":true}""", told["pieces"]![1]!.ToJsonString());
        await reader.ReadLineAsync();

        // It says that it is alive now and then, until its time is over.
        var next = reader.ReadLineAsync();
        while (!next.IsCompleted || await next is ": alive" or "")
        {
            if (next.IsCompleted) next = reader.ReadLineAsync();
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
        Assert.Equal("event: ended", await next);
    }

    [Fact]
    public async Task Wire_OfABoxThatComesBack_IsAskedForAgain()
    {
        await using (var box = await _fixture.ConnectAsync(All("1", Beamer())))
        {
            await _fixture.DescribedAsync(1);
            await (await _fixture.Client.PostAsJsonAsync(Address, new { seconds = 600 })).JsonAsync();
        }
        await using var again = await _fixture.ConnectAsync();
        Assert.Equal(("projector", 600u), await AskedAsync(again));
    }

    [Fact]
    public async Task Wire_OfWhatIsNotThere_IsRefused()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.DescribedAsync(1);
        Assert.Equal((400, "seconds_invalid"), await (await _fixture.Client.PostAsJsonAsync(Address, new { seconds = 601 })).ProblemAsync());
        Assert.Equal((404, "device_unknown"), await (await _fixture.Client.PostAsJsonAsync($"{_fixture.Room}/devices/x/wire", new { seconds = 60 })).ProblemAsync());
    }

    private static async Task<(string, uint)> AskedAsync(TalkingBox box)
    {
        var asked = (await box.HearAsync(message => message.WatchWire is not null)).WatchWire;
        return (asked.Device, asked.Seconds);
    }
}
