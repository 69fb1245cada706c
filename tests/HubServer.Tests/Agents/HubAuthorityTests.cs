using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tongtang.Harness;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Durability;

namespace Tongtang.HubServer.Tests.Agents;

public sealed class HubAuthorityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Again_IsTheSameAuthority()
    {
        using var first = HubAuthority.Open(_folder["ca"], _time);
        using var again = HubAuthority.Open(_folder["ca"], _time);
        Assert.Equal(first.CertificateDer, again.CertificateDer);
        Assert.Equal([_folder["ca/authority.pem"]], Directory.GetFiles(_folder["ca"]));
    }

    [Fact]
    public void Open_First_NobodyElseMayReadTheKey()
    {
        if (OperatingSystem.IsWindows()) return;
        using var authority = HubAuthority.Open(_folder["ca"], _time);
        Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(_folder["ca/authority.pem"]));
        Assert.Equal(DurableFile.OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["ca"]));
    }

    [Fact]
    public void Open_Damaged_NamesTheFileAndMakesNoOther()
    {
        HubAuthority.Open(_folder["ca"], _time).Dispose();
        var pem = File.ReadAllText(_folder["ca/authority.pem"]);
        File.WriteAllText(_folder["ca/authority.pem"], pem[..(pem.Length / 2)]);
        var failure = Assert.Throws<InvalidOperationException>(() => HubAuthority.Open(_folder["ca"], _time));
        Assert.Contains(_folder["ca/authority.pem"], failure.Message, StringComparison.Ordinal);
        Assert.Equal(pem[..(pem.Length / 2)], File.ReadAllText(_folder["ca/authority.pem"]));
    }

    [Fact]
    public void Issue_Leaf_ChainsToTheAuthorityAndNeverOutlivesIt()
    {
        using var authority = HubAuthority.Open(_folder["ca"], _time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var order = new CertificateOrder { CommonName = "x", PublicKey = new PublicKey(key), Usage = CertificateOrder.ForClients, Lifetime = TimeSpan.FromDays(90) };
        using var leaf = authority.Issue(order, _time.GetUtcNow());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        Assert.True(chain.Build(leaf), string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation)));
        _time.Advance(TimeSpan.FromDays((365 * 30) - 10));
        using var late = authority.Issue(order, _time.GetUtcNow());
        Assert.Equal(authority.Certificate.NotAfter, late.NotAfter);
    }

    [Fact]
    public void Options_ServersCertificate_IsRenewedAtTwoThirdsOfItsLife()
    {
        using var authority = HubAuthority.Open(_folder["ca"], _time);
        using var tls = new AgentTls(authority, _time);
        string Serial() => tls.Options().ServerCertificateContext!.TargetCertificate.SerialNumber;
        var first = Serial();
        _time.Advance(TimeSpan.FromDays(59));
        Assert.Equal(first, Serial());
        _time.Advance(TimeSpan.FromDays(2));
        Assert.NotEqual(first, Serial());
    }
}
