using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Naming;

public sealed class NamesTests
{
    [Theory]
    [InlineData("mnist-classifier")]
    [InlineData("x")]
    [InlineData("two words")]
    [InlineData("Ziffern-äöü-数字")]
    [InlineData("🔥 hot")]
    [InlineData("deploy-1a")]
    [InlineData("...")]
    public void DeploymentName_ThatPeopleUse_IsTaken(string name) => Assert.Equal(name, Names.CheckDeploymentName(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" x")]
    [InlineData("x ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u2028b")]
    [InlineData("a\ud800b")]
    [InlineData("deploy-1")]
    [InlineData("DEPLOY-007")]
    [InlineData("proc-3")]
    [InlineData("task-3")]
    public void DeploymentName_ThatIsUnsafeOrLooksLikeAnId_IsRefused(string? name) =>
        Assert.Equal("name", Assert.Throws<RefusedException>(() => Names.CheckDeploymentName(name)).Field);

    [Fact]
    public void Name_OfMoreThanTheMostCharacters_IsRefused()
    {
        Assert.Equal(Names.MaxLength, Names.CheckDeploymentName(new string('a', Names.MaxLength)).Length);
        Assert.Throws<RefusedException>(() => Names.CheckDeploymentName(new string('a', Names.MaxLength + 1)));
        Assert.Throws<RefusedException>(() => Names.CheckModelName(new string('a', Names.MaxLength + 1)));
    }

    [Theory]
    [InlineData("digits", true)]
    [InlineData("Llama-3.2_1B", true)]
    [InlineData("7", true)]
    [InlineData("digits@2", false)]
    [InlineData("-digits", false)]
    [InlineData(".digits", false)]
    [InlineData("di gits", false)]
    [InlineData("dígits", false)]
    [InlineData("digits\n", false)]
    [InlineData("deploy-4", false)]
    [InlineData("", false)]
    public void ModelName_Always_FollowsItsRule(string name, bool taken)
    {
        if (taken)
        {
            Assert.Equal(name, Names.CheckModelName(name));
        }
        else
        {
            Assert.Equal("name", Assert.Throws<RefusedException>(() => Names.CheckModelName(name)).Field);
        }
    }

    [Theory]
    [InlineData("deploy-1", 1)]
    [InlineData("deploy-9223372036854775807", long.MaxValue)]
    public void DeploymentId_InItsCanonicalSpelling_IsRead(string text, long number)
    {
        Assert.True(DeploymentId.TryParse(text, out var id));
        Assert.Equal(number, id.Number);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("deploy-")]
    [InlineData("deploy-0")]
    [InlineData("deploy-01")]
    [InlineData("deploy--1")]
    [InlineData("deploy-+1")]
    [InlineData("deploy-1 ")]
    [InlineData("Deploy-1")]
    [InlineData("deploy-9223372036854775808")]
    public void DeploymentId_InAnyOtherSpelling_IsNone(string? text) => Assert.False(DeploymentId.TryParse(text, out _));

    [Theory]
    [InlineData("deploy-1/r3/0", true)]
    [InlineData("deploy-1/r3/12", true)]
    [InlineData("deploy-1/r03/0", false)]
    [InlineData("deploy-1/3/0", false)]
    [InlineData("deploy-1/r3", false)]
    [InlineData("deploy-1/r3/0/0", false)]
    [InlineData("deploy-0/r3/0", false)]
    [InlineData("", false)]
    public void ReplicaId_Always_HasOneSpelling(string text, bool read)
    {
        Assert.Equal(read, ReplicaId.TryParse(text, out var id));
        if (read)
        {
            Assert.Equal(text, id.ToString());
        }
    }
}
