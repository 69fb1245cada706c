namespace Tongtang.DeviceDrivers.Tests.Contract;

public sealed class CatalogTests
{
    [Fact]
    public void Catalog_OfTheAssembly_HasADriverAndASimulatorForEachFolder()
    {
        var catalog = DriverCatalog.Load();
        Assert.NotEmpty(catalog.Manifests);
        foreach (var manifest in catalog.Manifests) Assert.True(catalog.Simulate(manifest.Id, TimeProvider.System) is not null || catalog.SimulateMqtt(manifest.Id, TimeProvider.System) is not null, $"{manifest.Id} has no simulator");
    }

    [Theory]
    [InlineData("""{ "id": "x" }""", "names")]
    [InlineData("""{ "id": "X!", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "tcp" }], "proof": "vectors" }""", "id is \"X!\"")]
    [InlineData("""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [], "proof": "vectors" }""", "connections is empty")]
    [InlineData("""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "tcp" }], "proof": "vectors", "colour": 1 }""", "colour")]
    [InlineData("""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "pigeon" }], "proof": "vectors" }""", "$.connections[0].kind")]
    [InlineData("""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "tcp" }], "proof": "vectors", "capabilities": [{ "id": "fly" }] }""", "capability \"fly\" is unknown")]
    [InlineData("""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "tcp" }], "proof": "vectors", "capabilities": [{ "id": "power" }, { "id": "power" }] }""", "2 times")]
    [InlineData("""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "tcp" }], "proof": "vectors", "settings": [{ "name": "a", "names": { "zh": "a", "en": "a" }, "kind": "integer", "minimum": 5, "maximum": 1 }] }""", "minimum 5 is above maximum 1")]
    [InlineData("""{ "id": "x", "names": { "zh": "x", "en": "x" }, "connections": [{ "kind": "tcp" }], "proof": "vectors", "settings": [{ "name": "a", "names": { "zh": "a", "en": "a" }, "kind": "integer", "default": 1.5 }] }""", "setting \"a\" is \"1.5\"")]
    [InlineData("[", "$")]
    public void Manifest_WithAFault_NamesFileAndPlace(string json, string named)
    {
        var error = Assert.Throws<ManifestException>(() => DriverManifest.Parse("Some/driver.json", System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.StartsWith("Some/driver.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
