namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>Foreign clients before our server.</summary>
public sealed class ForeignClientTests
{
    private const int Scenarios = 20;

    [Theory]
    [InlineData(ForeignPeer.GrpcJs)]
    [InlineData(ForeignPeer.Grpcio)]
    public async Task ForeignClient_EveryScenario_Succeeds(string peer)
    {
        await using var echo = await EchoServer.StartAsync();
        var results = await ForeignPeer.CallAsync(peer, echo.Address);
        Assert.True(results.Values.All(error => error is null), string.Join('\n', results.Where(r => r.Value is not null)));
        Assert.Equal(Scenarios, results.Count);
        await echo.IsIdleAsync();
    }
}
