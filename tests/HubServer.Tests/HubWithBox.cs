using Tongtang.Harness;

namespace Tongtang.HubServer.Tests;

/// <summary>A hub of one's own whose clock is the test's, a program that may see all of it, and a room with its box.</summary>
/// <param name="settings">Beside those that let the test's boxes in.</param>
public abstract class HubWithBox(params KeyValuePair<string, string?>[] settings) : IAsyncLifetime
{
    private protected ManualTimeProvider Time { get; } = new();

    private protected RunningHub Hub { get; private set; } = null!;

    private protected HttpClient Client { get; private set; } = null!;

    private protected Place Place { get; private set; } = null!;

    private protected TestBox Box { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await RunningHub.StartAsync(time: Time, settings: [.. TestBox.HubSettings, .. settings]);
        Client = await Hub.HubClientAsync();
        Place = await Hub.CreatePlaceAsync(Client);
        Box = await TestBox.EnrolAsync(Hub, Place.RoomId);
    }

    public async Task DisposeAsync()
    {
        await Box.DisposeAsync();
        Client.Dispose();
        await Hub.DisposeAsync();
    }
}
